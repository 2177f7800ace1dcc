// Code generated from catalog/account.*.json by words/gen. DO NOT EDIT.

package words

// AccountClinicHere: "You are here".
func (l Lang) AccountClinicHere() string {
	return pick(l, [3]string{"You are here", "আপনি এখানে আছেন", "आप यहाँ हैं"})
}

// AccountClinicOpen: "Go to {{.Name}}".
func (l Lang) AccountClinicOpen(name string) string {
	return fill(pick(l, [3]string{"Go to {{.Name}}", "{{.Name}}-এ যান", "{{.Name}} पर जाएँ"}), "{{.Name}}", name)
}

// AccountClinicTitle: "Clinics".
func (l Lang) AccountClinicTitle() string {
	return pick(l, [3]string{"Clinics", "ক্লিনিক", "क्लिनिक"})
}

// AccountLogin: "Signs in with".
func (l Lang) AccountLogin() string {
	return pick(l, [3]string{"Signs in with", "যা দিয়ে সাইন ইন", "किससे साइन इन"})
}

// AccountName: "Name".
func (l Lang) AccountName() string {
	return pick(l, [3]string{"Name", "নাম", "नाम"})
}

// AccountPasswordChanged: "Your password is changed.".
func (l Lang) AccountPasswordChanged() string {
	return pick(l, [3]string{"Your password is changed.", "পাসওয়ার্ড বদলানো হয়েছে।", "पासवर्ड बदल गया है।"})
}

// AccountPasswordCurrent: "Current password".
func (l Lang) AccountPasswordCurrent() string {
	return pick(l, [3]string{"Current password", "এখনকার পাসওয়ার্ড", "मौजूदा पासवर्ड"})
}

// AccountPasswordHint: "At least 12 characters. The other sessions end.".
func (l Lang) AccountPasswordHint() string {
	return pick(l, [3]string{"At least 12 characters. The other sessions end.", "অন্তত ১২টি অক্ষর। অন্য সেশনগুলো শেষ হবে।", "कम से कम 12 अक्षर। बाकी सत्र समाप्त हो जाएँगे।"})
}

// AccountPasswordNew: "New password".
func (l Lang) AccountPasswordNew() string {
	return pick(l, [3]string{"New password", "নতুন পাসওয়ার্ড", "नया पासवर्ड"})
}

// AccountPasswordTitle: "Change password".
func (l Lang) AccountPasswordTitle() string {
	return pick(l, [3]string{"Change password", "পাসওয়ার্ড বদলান", "पासवर्ड बदलें"})
}

// AccountPinLead: "Six digits that unlock your session in this browser, and nothing else.".
func (l Lang) AccountPinLead() string {
	return pick(l, [3]string{"Six digits that unlock your session in this browser, and nothing else.", "ছয়টি অঙ্ক, যা শুধু এই ব্রাউজারে আপনার সেশন আনলক করে, আর কিছু নয়।", "छह अंक, जो सिर्फ़ इस ब्राउज़र में आपका सत्र अनलॉक करते हैं, और कुछ नहीं।"})
}

// AccountPinNew: "New PIN".
func (l Lang) AccountPinNew() string {
	return pick(l, [3]string{"New PIN", "নতুন পিন", "नया पिन"})
}

// AccountPinSaved: "Your PIN for this device is set.".
func (l Lang) AccountPinSaved() string {
	return pick(l, [3]string{"Your PIN for this device is set.", "এই যন্ত্রের পিন ঠিক করা হয়েছে।", "इस डिवाइस का पिन तय हो गया है।"})
}

// AccountPinSet: "Set the PIN".
func (l Lang) AccountPinSet() string {
	return pick(l, [3]string{"Set the PIN", "পিন ঠিক করুন", "पिन तय करें"})
}

// AccountPinTitle: "PIN of this device".
func (l Lang) AccountPinTitle() string {
	return pick(l, [3]string{"PIN of this device", "এই যন্ত্রের পিন", "इस डिवाइस का पिन"})
}

// AccountPreferences: "Preferences".
func (l Lang) AccountPreferences() string {
	return pick(l, [3]string{"Preferences", "পছন্দ", "पसंद"})
}

// AccountPreferencesSaved: "Your preferences are saved.".
func (l Lang) AccountPreferencesSaved() string {
	return pick(l, [3]string{"Your preferences are saved.", "পছন্দ সংরক্ষিত হয়েছে।", "पसंद सहेज ली गई है।"})
}

// AccountRecoveryHint: "The old codes stop working. Needs your password and a code.".
func (l Lang) AccountRecoveryHint() string {
	return pick(l, [3]string{"The old codes stop working. Needs your password and a code.", "পুরোনো কোডগুলো আর চলবে না। পাসওয়ার্ড ও একটি কোড লাগবে।", "पुराने कोड नहीं चलेंगे। पासवर्ड और एक कोड चाहिए।"})
}

// AccountRecoveryLeft: "{{.Count}} recovery codes left".
func (l Lang) AccountRecoveryLeft(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} recovery code left", "{{.Count}}টি রিকভারি কোড বাকি", "{{.Count}} रिकवरी कोड बाकी"}, [3]string{"{{.Count}} recovery codes left", "{{.Count}}টি রিকভারি কোড বাকি", "{{.Count}} रिकवरी कोड बाकी"}), "{{.Count}}", l.Int(count))
}

// AccountRecoveryNew: "Make new recovery codes".
func (l Lang) AccountRecoveryNew() string {
	return pick(l, [3]string{"Make new recovery codes", "নতুন রিকভারি কোড বানান", "नए रिकवरी कोड बनाएँ"})
}

// AccountRole: "Role here".
func (l Lang) AccountRole() string {
	return pick(l, [3]string{"Role here", "এখানে ভূমিকা", "यहाँ भूमिका"})
}

// AccountSecond: "Second step".
func (l Lang) AccountSecond() string {
	return pick(l, [3]string{"Second step", "দ্বিতীয় ধাপ", "दूसरा कदम"})
}

// AccountSecondOff: "Off".
func (l Lang) AccountSecondOff() string {
	return pick(l, [3]string{"Off", "বন্ধ", "बंद"})
}

// AccountSecondOn: "Authenticator app, on since {{.Date}}".
func (l Lang) AccountSecondOn(date string) string {
	return fill(pick(l, [3]string{"Authenticator app, on since {{.Date}}", "অথেন্টিকেটর অ্যাপ, {{.Date}} থেকে চালু", "ऑथेंटिकेटर ऐप, {{.Date}} से चालू"}), "{{.Date}}", date)
}

// AccountSecondSetUp: "Set up".
func (l Lang) AccountSecondSetUp() string {
	return pick(l, [3]string{"Set up", "চালু করুন", "चालू करें"})
}

// AccountSessionActive: "Active".
func (l Lang) AccountSessionActive() string {
	return pick(l, [3]string{"Active", "সক্রিয়", "सक्रिय"})
}

// AccountSessionAddress: "Address".
func (l Lang) AccountSessionAddress() string {
	return pick(l, [3]string{"Address", "ঠিকানা", "पता"})
}

// AccountSessionBegan: "Began".
func (l Lang) AccountSessionBegan() string {
	return pick(l, [3]string{"Began", "শুরু", "शुरू"})
}

// AccountSessionDevice: "Device".
func (l Lang) AccountSessionDevice() string {
	return pick(l, [3]string{"Device", "যন্ত্র", "डिवाइस"})
}

// AccountSessionEnd: "End".
func (l Lang) AccountSessionEnd() string {
	return pick(l, [3]string{"End", "শেষ করুন", "समाप्त करें"})
}

// AccountSessionEndOthers: "End all others".
func (l Lang) AccountSessionEndOthers() string {
	return pick(l, [3]string{"End all others", "বাকি সব শেষ করুন", "बाकी सब समाप्त करें"})
}

// AccountSessionEndLabel: "End the session on {{.Device}}".
func (l Lang) AccountSessionEndLabel(device string) string {
	return fill(pick(l, [3]string{"End the session on {{.Device}}", "{{.Device}}-এর সেশন শেষ করুন", "{{.Device}} का सत्र समाप्त करें"}), "{{.Device}}", device)
}

// AccountSessionEnded: "The session has ended.".
func (l Lang) AccountSessionEnded() string {
	return pick(l, [3]string{"The session has ended.", "সেশন শেষ হয়েছে।", "सत्र समाप्त हो गया।"})
}

// AccountSessionLocked: "Locked".
func (l Lang) AccountSessionLocked() string {
	return pick(l, [3]string{"Locked", "লক করা", "लॉक"})
}

// AccountSessionOnly: "You are signed in only here.".
func (l Lang) AccountSessionOnly() string {
	return pick(l, [3]string{"You are signed in only here.", "আপনি শুধু এখানেই সাইন ইন আছেন।", "आप सिर्फ़ यहीं साइन इन हैं।"})
}

// AccountSessionOthersEnded: "{{.Count}} sessions have ended.".
func (l Lang) AccountSessionOthersEnded(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} session has ended.", "{{.Count}}টি সেশন শেষ হয়েছে।", "{{.Count}} सत्र समाप्त हुआ।"}, [3]string{"{{.Count}} sessions have ended.", "{{.Count}}টি সেশন শেষ হয়েছে।", "{{.Count}} सत्र समाप्त हुए।"}), "{{.Count}}", l.Int(count))
}

// AccountSessionSeen: "Last active".
func (l Lang) AccountSessionSeen() string {
	return pick(l, [3]string{"Last active", "শেষ কাজ", "आख़िरी गतिविधि"})
}

// AccountSessionThis: "This one".
func (l Lang) AccountSessionThis() string {
	return pick(l, [3]string{"This one", "এইটি", "यही"})
}

// AccountSessions: "Signed in on".
func (l Lang) AccountSessions() string {
	return pick(l, [3]string{"Signed in on", "যেখানে সাইন ইন আছে", "जहाँ साइन इन हैं"})
}

// AccountSessionsLead: "{{.Count}} sessions. At most 4 at once; the oldest ends when a fifth begins.".
func (l Lang) AccountSessionsLead(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} session. At most 4 at once; the oldest ends when a fifth begins.", "{{.Count}}টি সেশন। একসঙ্গে সর্বোচ্চ ৪টি; পঞ্চমটি শুরু হলে সবচেয়ে পুরোনোটি শেষ হয়।", "{{.Count}} सत्र। एक साथ ज़्यादा से ज़्यादा 4; पाँचवाँ शुरू होते ही सबसे पुराना बंद हो जाता है।"}, [3]string{"{{.Count}} sessions. At most 4 at once; the oldest ends when a fifth begins.", "{{.Count}}টি সেশন। একসঙ্গে সর্বোচ্চ ৪টি; পঞ্চমটি শুরু হলে সবচেয়ে পুরোনোটি শেষ হয়।", "{{.Count}} सत्र। एक साथ ज़्यादा से ज़्यादा 4; पाँचवाँ शुरू होते ही सबसे पुराना बंद हो जाता है।"}), "{{.Count}}", l.Int(count))
}

// AccountSince: "Here since {{.Date}}".
func (l Lang) AccountSince(date string) string {
	return fill(pick(l, [3]string{"Here since {{.Date}}", "{{.Date}} থেকে আছেন", "{{.Date}} से यहाँ"}), "{{.Date}}", date)
}

// AccountTitle: "Account and sessions".
func (l Lang) AccountTitle() string {
	return pick(l, [3]string{"Account and sessions", "অ্যাকাউন্ট ও সেশন", "खाता और सत्र"})
}

// AccountYou: "You".
func (l Lang) AccountYou() string {
	return pick(l, [3]string{"You", "আপনি", "आप"})
}
