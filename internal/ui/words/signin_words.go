// Code generated from catalog/signin.*.json by words/gen. DO NOT EDIT.

package words

// SigninChamberTitle: "Where do you work now?".
func (l Lang) SigninChamberTitle() string {
	return pick(l, [3]string{"Where do you work now?", "এখন কোথায় কাজ করছেন?", "अभी कहाँ काम कर रहे हैं?"})
}

// SigninClinicLead: "You work in more than one.".
func (l Lang) SigninClinicLead() string {
	return pick(l, [3]string{"You work in more than one.", "আপনি একাধিক ক্লিনিকে কাজ করেন।", "आप एक से ज़्यादा क्लिनिक में काम करते हैं।"})
}

// SigninClinicNone: "This account belongs to no clinic any more. Ask the owner to invite you again.".
func (l Lang) SigninClinicNone() string {
	return pick(l, [3]string{"This account belongs to no clinic any more. Ask the owner to invite you again.", "এই অ্যাকাউন্ট আর কোনো ক্লিনিকের নয়। মালিককে আবার আমন্ত্রণ পাঠাতে বলুন।", "यह खाता अब किसी क्लिनिक का नहीं है। मालिक से फिर न्योता भेजने को कहें।"})
}

// SigninClinicOpen: "Open {{.Name}}".
func (l Lang) SigninClinicOpen(name string) string {
	return fill(pick(l, [3]string{"Open {{.Name}}", "{{.Name}} খুলুন", "{{.Name}} खोलें"}), "{{.Name}}", name)
}

// SigninClinicTitle: "Choose the clinic".
func (l Lang) SigninClinicTitle() string {
	return pick(l, [3]string{"Choose the clinic", "ক্লিনিক বেছে নিন", "क्लिनिक चुनें"})
}

// SigninCode: "6-digit code from your authenticator app".
func (l Lang) SigninCode() string {
	return pick(l, [3]string{"6-digit code from your authenticator app", "অথেন্টিকেটর অ্যাপের ৬ অঙ্কের কোড", "ऑथेंटिकेटर ऐप का 6 अंकों का कोड"})
}

// SigninCodeHint: "A new code every 30 seconds. Spaces are fine.".
func (l Lang) SigninCodeHint() string {
	return pick(l, [3]string{"A new code every 30 seconds. Spaces are fine.", "প্রতি ৩০ সেকেন্ডে নতুন কোড। মাঝে ফাঁক থাকলেও চলবে।", "हर 30 सेकंड में नया कोड। बीच में जगह चलेगी।"})
}

// SigninCodeRecovery: "No phone at hand? Use a recovery code.".
func (l Lang) SigninCodeRecovery() string {
	return pick(l, [3]string{"No phone at hand? Use a recovery code.", "হাতে ফোন নেই? রিকভারি কোড ব্যবহার করুন।", "फ़ोन पास नहीं? रिकवरी कोड इस्तेमाल करें।"})
}

// SigninEnded: "Your session has ended. Sign in to continue; your drafts are kept.".
func (l Lang) SigninEnded() string {
	return pick(l, [3]string{"Your session has ended. Sign in to continue; your drafts are kept.", "আপনার সেশন শেষ হয়েছে। চালিয়ে যেতে সাইন ইন করুন; খসড়াগুলো রাখা আছে।", "आपका सत्र समाप्त हो गया है। आगे बढ़ने के लिए साइन इन करें; मसौदे सुरक्षित हैं।"})
}

// SigninEnrolLead: "Your role needs a code besides the password. It takes a minute and is done once.".
func (l Lang) SigninEnrolLead() string {
	return pick(l, [3]string{"Your role needs a code besides the password. It takes a minute and is done once.", "আপনার ভূমিকায় পাসওয়ার্ডের সঙ্গে একটি কোডও লাগে। এক মিনিটের কাজ, একবারই।", "आपकी भूमिका में पासवर्ड के साथ एक कोड भी चाहिए। एक मिनट का काम, एक ही बार।"})
}

// SigninEnrolManual: "Cannot scan? Type this key into the app:".
func (l Lang) SigninEnrolManual() string {
	return pick(l, [3]string{"Cannot scan? Type this key into the app:", "স্ক্যান হচ্ছে না? অ্যাপে এই কী-টি লিখুন:", "स्कैन नहीं हो रहा? ऐप में यह कुंजी लिखें:"})
}

// SigninEnrolQr: "Picture to scan with your authenticator app".
func (l Lang) SigninEnrolQr() string {
	return pick(l, [3]string{"Picture to scan with your authenticator app", "অথেন্টিকেটর অ্যাপ দিয়ে স্ক্যান করার ছবি", "ऑथेंटिकेटर ऐप से स्कैन करने का चित्र"})
}

// SigninEnrolStepApp: "Install an authenticator app on your phone, if you have none.".
func (l Lang) SigninEnrolStepApp() string {
	return pick(l, [3]string{"Install an authenticator app on your phone, if you have none.", "ফোনে অথেন্টিকেটর অ্যাপ না থাকলে ইনস্টল করুন।", "फ़ोन में ऑथेंटिकेटर ऐप न हो तो इंस्टॉल करें।"})
}

// SigninEnrolStepCode: "Type the 6 digits the app shows.".
func (l Lang) SigninEnrolStepCode() string {
	return pick(l, [3]string{"Type the 6 digits the app shows.", "অ্যাপে দেখানো ৬টি অঙ্ক লিখুন।", "ऐप में दिखे 6 अंक लिखें।"})
}

// SigninEnrolStepScan: "Scan this picture with the app.".
func (l Lang) SigninEnrolStepScan() string {
	return pick(l, [3]string{"Scan this picture with the app.", "অ্যাপ দিয়ে এই ছবিটি স্ক্যান করুন।", "ऐप से यह चित्र स्कैन करें।"})
}

// SigninEnrolSubmit: "Confirm and sign in".
func (l Lang) SigninEnrolSubmit() string {
	return pick(l, [3]string{"Confirm and sign in", "নিশ্চিত করে সাইন ইন", "पुष्टि करके साइन इन"})
}

// SigninEnrolTitle: "Set up your second step".
func (l Lang) SigninEnrolTitle() string {
	return pick(l, [3]string{"Set up your second step", "দ্বিতীয় ধাপ চালু করুন", "दूसरा कदम चालू करें"})
}

// SigninInviteAccept: "Begin".
func (l Lang) SigninInviteAccept() string {
	return pick(l, [3]string{"Begin", "শুরু করুন", "शुरू करें"})
}

// SigninInviteLead: "Choose a password to begin.".
func (l Lang) SigninInviteLead() string {
	return pick(l, [3]string{"Choose a password to begin.", "শুরু করতে একটি পাসওয়ার্ড দিন।", "शुरू करने के लिए पासवर्ड चुनें।"})
}

// SigninInviteTitle: "Welcome to {{.Clinic}}".
func (l Lang) SigninInviteTitle(clinic string) string {
	return fill(pick(l, [3]string{"Welcome to {{.Clinic}}", "{{.Clinic}}-এ স্বাগতম", "{{.Clinic}} में स्वागत है"}), "{{.Clinic}}", clinic)
}

// SigninLandingLead: "You came here from another page. Nothing is opened before you say so.".
func (l Lang) SigninLandingLead() string {
	return pick(l, [3]string{"You came here from another page. Nothing is opened before you say so.", "আপনি অন্য একটি পাতা থেকে এসেছেন। আপনি না বলা পর্যন্ত কিছুই খোলা হয় না।", "आप किसी दूसरे पेज से आए हैं। आपके कहने से पहले कुछ नहीं खुलता।"})
}

// SigninLandingTitle: "Go on to Kosh".
func (l Lang) SigninLandingTitle() string {
	return pick(l, [3]string{"Go on to Kosh", "কোষে এগিয়ে যান", "कोष पर आगे बढ़ें"})
}

// SigninLead: "For the people who work here.".
func (l Lang) SigninLead() string {
	return pick(l, [3]string{"For the people who work here.", "যাঁরা এখানে কাজ করেন তাঁদের জন্য।", "यहाँ काम करने वालों के लिए।"})
}

// SigninLinkAs: "Sign in as {{.Name}}".
func (l Lang) SigninLinkAs(name string) string {
	return fill(pick(l, [3]string{"Sign in as {{.Name}}", "{{.Name}} হিসেবে সাইন ইন", "{{.Name}} के रूप में साइन इन"}), "{{.Name}}", name)
}

// SigninLinkLead: "This link works once.".
func (l Lang) SigninLinkLead() string {
	return pick(l, [3]string{"This link works once.", "এই লিংক একবারই চলে।", "यह लिंक एक ही बार चलता है।"})
}

// SigninLinkTitle: "Sign in by link".
func (l Lang) SigninLinkTitle() string {
	return pick(l, [3]string{"Sign in by link", "লিংক দিয়ে সাইন ইন", "लिंक से साइन इन"})
}

// SigninLinkUsed: "This link was used or is too old.".
func (l Lang) SigninLinkUsed() string {
	return pick(l, [3]string{"This link was used or is too old.", "লিংকটি ব্যবহৃত হয়েছে বা পুরোনো।", "यह लिंक इस्तेमाल हो चुका है या पुराना है।"})
}

// SigninLockDraft: "Your draft is safe.".
func (l Lang) SigninLockDraft() string {
	return pick(l, [3]string{"Your draft is safe.", "আপনার খসড়া নিরাপদ।", "आपका मसौदा सुरक्षित है।"})
}

// SigninLockDraftAt: "Saved on the server at {{.Time}}. You continue where you stopped.".
func (l Lang) SigninLockDraftAt(time string) string {
	return fill(pick(l, [3]string{"Saved on the server at {{.Time}}. You continue where you stopped.", "সার্ভারে {{.Time}}-এ সংরক্ষিত। যেখানে থেমেছিলেন সেখান থেকেই চলবে।", "सर्वर पर {{.Time}} पर सहेजा गया। जहाँ रुके थे वहीं से आगे बढ़ेंगे।"}), "{{.Time}}", time)
}

// SigninLockHand: "You locked it".
func (l Lang) SigninLockHand() string {
	return pick(l, [3]string{"You locked it", "আপনি লক করেছেন", "आपने लॉक किया"})
}

// SigninLockIdle: "{{.Count}} minutes without activity".
func (l Lang) SigninLockIdle(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} minute without activity", "{{.Count}} মিনিট কোনো কাজ হয়নি", "{{.Count}} मिनट कोई काम नहीं हुआ"}, [3]string{"{{.Count}} minutes without activity", "{{.Count}} মিনিট কোনো কাজ হয়নি", "{{.Count}} मिनट कोई काम नहीं हुआ"}), "{{.Count}}", l.Int(count))
}

// SigninLockKeys: "locks at any time.".
func (l Lang) SigninLockKeys() string {
	return pick(l, [3]string{"locks at any time.", "যেকোনো সময় লক করে।", "कभी भी लॉक करता है।"})
}

// SigninLockPassword: "Your password".
func (l Lang) SigninLockPassword() string {
	return pick(l, [3]string{"Your password", "আপনার পাসওয়ার্ড", "आपका पासवर्ड"})
}

// SigninLockPin: "6-digit PIN of this device".
func (l Lang) SigninLockPin() string {
	return pick(l, [3]string{"6-digit PIN of this device", "এই যন্ত্রের ৬ অঙ্কের পিন", "इस डिवाइस का 6 अंकों का पिन"})
}

// SigninLockSwitch: "Unlock with".
func (l Lang) SigninLockSwitch() string {
	return pick(l, [3]string{"Unlock with", "যা দিয়ে আনলক", "किससे अनलॉक करें"})
}

// SigninLockTitle: "Locked at {{.Time}}".
func (l Lang) SigninLockTitle(time string) string {
	return fill(pick(l, [3]string{"Locked at {{.Time}}", "{{.Time}}-এ লক হয়েছে", "{{.Time}} पर लॉक हुआ"}), "{{.Time}}", time)
}

// SigninLockTries: "{{.Count}} tries left, then you sign in anew.".
func (l Lang) SigninLockTries(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} try left, then you sign in anew.", "আর {{.Count}} বার চেষ্টা করা যাবে, তারপর নতুন করে সাইন ইন।", "{{.Count}} कोशिश बाकी, फिर नए सिरे से साइन इन।"}, [3]string{"{{.Count}} tries left, then you sign in anew.", "আর {{.Count}} বার চেষ্টা করা যাবে, তারপর নতুন করে সাইন ইন।", "{{.Count}} कोशिशें बाकी, फिर नए सिरे से साइन इन।"}), "{{.Count}}", l.Int(count))
}

// SigninLockUnlock: "Unlock".
func (l Lang) SigninLockUnlock() string {
	return pick(l, [3]string{"Unlock", "আনলক", "अनलॉक"})
}

// SigninLogin: "E-mail or phone".
func (l Lang) SigninLogin() string {
	return pick(l, [3]string{"E-mail or phone", "ই-মেইল বা ফোন", "ई-मेल या फ़ोन"})
}

// SigninLoginHint: "The one your clinic wrote down for you.".
func (l Lang) SigninLoginHint() string {
	return pick(l, [3]string{"The one your clinic wrote down for you.", "আপনার ক্লিনিক যেটি লিখে রেখেছে।", "जो आपके क्लिनिक ने दर्ज किया है।"})
}

// SigninPassword: "Password".
func (l Lang) SigninPassword() string {
	return pick(l, [3]string{"Password", "পাসওয়ার্ড", "पासवर्ड"})
}

// SigninPasswordAgain: "The same once more".
func (l Lang) SigninPasswordAgain() string {
	return pick(l, [3]string{"The same once more", "আবার একই পাসওয়ার্ড", "वही एक बार फिर"})
}

// SigninPasswordNew: "New password".
func (l Lang) SigninPasswordNew() string {
	return pick(l, [3]string{"New password", "নতুন পাসওয়ার্ড", "नया पासवर्ड"})
}

// SigninPasswordRule: "At least 12 characters. A short sentence is good.".
func (l Lang) SigninPasswordRule() string {
	return pick(l, [3]string{"At least 12 characters. A short sentence is good.", "অন্তত ১২টি অক্ষর। ছোট একটি বাক্য হলে ভালো।", "कम से कम 12 अक्षर। एक छोटा वाक्य अच्छा रहता है।"})
}

// SigninPasswordShow: "Show password".
func (l Lang) SigninPasswordShow() string {
	return pick(l, [3]string{"Show password", "পাসওয়ার্ড দেখান", "पासवर्ड दिखाएँ"})
}

// SigninRecovery: "Recovery code".
func (l Lang) SigninRecovery() string {
	return pick(l, [3]string{"Recovery code", "রিকভারি কোড", "रिकवरी कोड"})
}

// SigninRecoveryHint: "One of the codes you printed. Each works once.".
func (l Lang) SigninRecoveryHint() string {
	return pick(l, [3]string{"One of the codes you printed. Each works once.", "ছাপিয়ে রাখা কোডগুলোর একটি। প্রতিটি একবারই চলে।", "छापे हुए कोड में से एक। हर कोड एक ही बार चलता है।"})
}

// SigninRecoveryKept: "I have printed or written them down".
func (l Lang) SigninRecoveryKept() string {
	return pick(l, [3]string{"I have printed or written them down", "আমি ছাপিয়ে বা লিখে রেখেছি", "मैंने छाप या लिख लिए हैं"})
}

// SigninRecoveryLead: "Print these and keep them away from this machine. They are shown once.".
func (l Lang) SigninRecoveryLead() string {
	return pick(l, [3]string{"Print these and keep them away from this machine. They are shown once.", "এগুলো ছাপিয়ে এই যন্ত্র থেকে দূরে রাখুন। একবারই দেখানো হয়।", "इन्हें छापकर इस मशीन से अलग रखें। ये एक ही बार दिखाए जाते हैं।"})
}

// SigninRecoveryTitle: "Your recovery codes".
func (l Lang) SigninRecoveryTitle() string {
	return pick(l, [3]string{"Your recovery codes", "আপনার রিকভারি কোড", "आपके रिकवरी कोड"})
}

// SigninSignedOut: "You are signed out.".
func (l Lang) SigninSignedOut() string {
	return pick(l, [3]string{"You are signed out.", "আপনি সাইন আউট করেছেন।", "आप साइन आउट हो चुके हैं।"})
}

// SigninSomeoneElse: "Someone else".
func (l Lang) SigninSomeoneElse() string {
	return pick(l, [3]string{"Someone else", "অন্য কেউ", "कोई और"})
}

// SigninStepPassword: "Password accepted. One more step.".
func (l Lang) SigninStepPassword() string {
	return pick(l, [3]string{"Password accepted. One more step.", "পাসওয়ার্ড ঠিক আছে। আর একটি ধাপ।", "पासवर्ड सही है। एक कदम और।"})
}

// SigninSubmit: "Sign in".
func (l Lang) SigninSubmit() string {
	return pick(l, [3]string{"Sign in", "সাইন ইন", "साइन इन"})
}

// SigninTitle: "Sign in".
func (l Lang) SigninTitle() string {
	return pick(l, [3]string{"Sign in", "সাইন ইন", "साइन इन"})
}

// SigninTooMany: "Too many tries. Wait {{.Count}} seconds.".
func (l Lang) SigninTooMany(count int) string {
	return fill(plural(l, count, [3]string{"Too many tries. Wait {{.Count}} second.", "অনেকবার চেষ্টা হয়েছে। {{.Count}} সেকেন্ড অপেক্ষা করুন।", "बहुत बार कोशिश हुई। {{.Count}} सेकंड रुकें।"}, [3]string{"Too many tries. Wait {{.Count}} seconds.", "অনেকবার চেষ্টা হয়েছে। {{.Count}} সেকেন্ড অপেক্ষা করুন।", "बहुत बार कोशिश हुई। {{.Count}} सेकंड रुकें।"}), "{{.Count}}", l.Int(count))
}

// SigninWrong: "E-mail, phone or password is not right.".
func (l Lang) SigninWrong() string {
	return pick(l, [3]string{"E-mail, phone or password is not right.", "ই-মেইল, ফোন বা পাসওয়ার্ড ঠিক নয়।", "ई-मेल, फ़ोन या पासवर्ड सही नहीं है।"})
}

// SigninWrongCode: "This code is not right or too old. Wait for the next one.".
func (l Lang) SigninWrongCode() string {
	return pick(l, [3]string{"This code is not right or too old. Wait for the next one.", "কোডটি ঠিক নয় বা পুরোনো। পরের কোডটির জন্য অপেক্ষা করুন।", "कोड सही नहीं है या पुराना है। अगले कोड का इंतज़ार करें।"})
}
