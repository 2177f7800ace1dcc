// Code generated from catalog/common.*.json by words/gen. DO NOT EDIT.

package words

// CommonAdd: "Add".
func (l Lang) CommonAdd() string {
	return pick(l, [3]string{"Add", "যোগ করুন", "जोड़ें"})
}

// CommonAgeDays: "{{.Days}} d".
func (l Lang) CommonAgeDays(days int) string {
	return fill(pick(l, [3]string{"{{.Days}} d", "{{.Days}} দিন", "{{.Days}} दिन"}), "{{.Days}}", l.Int(days))
}

// CommonAgeMonths: "{{.Number}} mo".
func (l Lang) CommonAgeMonths(number int) string {
	return fill(pick(l, [3]string{"{{.Number}} mo", "{{.Number}} মাস", "{{.Number}} माह"}), "{{.Number}}", l.Int(number))
}

// CommonAgeYears: "{{.Years}} y".
func (l Lang) CommonAgeYears(years int) string {
	return fill(pick(l, [3]string{"{{.Years}} y", "{{.Years}} বছর", "{{.Years}} वर्ष"}), "{{.Years}}", l.Int(years))
}

// CommonAny: "Any".
func (l Lang) CommonAny() string {
	return pick(l, [3]string{"Any", "যেকোনো", "कोई भी"})
}

// CommonBack: "Back".
func (l Lang) CommonBack() string {
	return pick(l, [3]string{"Back", "পেছনে", "वापस"})
}

// CommonCancel: "Cancel".
func (l Lang) CommonCancel() string {
	return pick(l, [3]string{"Cancel", "বাতিল", "रद्द करें"})
}

// CommonChamber: "Chamber".
func (l Lang) CommonChamber() string {
	return pick(l, [3]string{"Chamber", "চেম্বার", "चैंबर"})
}

// CommonChamberNow: "Working in {{.Name}}".
func (l Lang) CommonChamberNow(name string) string {
	return fill(pick(l, [3]string{"Working in {{.Name}}", "এখন {{.Name}}-এ কাজ চলছে", "अभी {{.Name}} में काम"}), "{{.Name}}", name)
}

// CommonChamberSwitch: "Switch chamber".
func (l Lang) CommonChamberSwitch() string {
	return pick(l, [3]string{"Switch chamber", "চেম্বার বদলান", "चैंबर बदलें"})
}

// CommonChange: "Change".
func (l Lang) CommonChange() string {
	return pick(l, [3]string{"Change", "বদলান", "बदलें"})
}

// CommonClose: "Close".
func (l Lang) CommonClose() string {
	return pick(l, [3]string{"Close", "বন্ধ", "बंद करें"})
}

// CommonContinue: "Continue".
func (l Lang) CommonContinue() string {
	return pick(l, [3]string{"Continue", "এগিয়ে যান", "आगे बढ़ें"})
}

// CommonCopy: "Copy".
func (l Lang) CommonCopy() string {
	return pick(l, [3]string{"Copy", "কপি", "कॉपी"})
}

// CommonDaysAgo: "{{.Count}} days ago".
func (l Lang) CommonDaysAgo(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} day ago", "{{.Count}} দিন আগে", "{{.Count}} दिन पहले"}, [3]string{"{{.Count}} days ago", "{{.Count}} দিন আগে", "{{.Count}} दिन पहले"}), "{{.Count}}", l.Int(count))
}

// CommonDemo: "Demo: invented people, no real patient".
func (l Lang) CommonDemo() string {
	return pick(l, [3]string{"Demo: invented people, no real patient", "ডেমো: বানানো মানুষ, কোনো আসল রোগী নেই", "डेमो: काल्पनिक लोग, कोई असली मरीज़ नहीं"})
}

// CommonDetails: "Details".
func (l Lang) CommonDetails() string {
	return pick(l, [3]string{"Details", "বিস্তারিত", "विवरण"})
}

// CommonDraftDiscard: "Discard it".
func (l Lang) CommonDraftDiscard() string {
	return pick(l, [3]string{"Discard it", "মুছে ফেলুন", "हटा दें"})
}

// CommonDraftRestored: "Your text from {{.Time}} is back.".
func (l Lang) CommonDraftRestored(time string) string {
	return fill(pick(l, [3]string{"Your text from {{.Time}} is back.", "{{.Time}}-এর লেখা ফিরিয়ে আনা হয়েছে।", "{{.Time}} का आपका लिखा वापस आ गया।"}), "{{.Time}}", time)
}

// CommonEdit: "Edit".
func (l Lang) CommonEdit() string {
	return pick(l, [3]string{"Edit", "সম্পাদনা", "बदलें"})
}

// CommonError403Text: "Your role in this chamber does not include it. The owner or the manager can add it under Staff.".
func (l Lang) CommonError403Text() string {
	return pick(l, [3]string{"Your role in this chamber does not include it. The owner or the manager can add it under Staff.", "এই চেম্বারে আপনার ভূমিকায় এটি নেই। মালিক বা ম্যানেজার “কর্মী” পাতায় যোগ করতে পারেন।", "इस चैंबर में आपकी भूमिका में यह शामिल नहीं है। मालिक या मैनेजर इसे “स्टाफ़” में जोड़ सकते हैं।"})
}

// CommonError403Title: "You may not do this here".
func (l Lang) CommonError403Title() string {
	return pick(l, [3]string{"You may not do this here", "এখানে আপনার এ কাজের অনুমতি নেই", "यहाँ आपको इसकी अनुमति नहीं है"})
}

// CommonError404Text: "There is nothing here, or nothing you may see. Check the number, or find the patient by phone or name.".
func (l Lang) CommonError404Text() string {
	return pick(l, [3]string{"There is nothing here, or nothing you may see. Check the number, or find the patient by phone or name.", "এখানে কিছু নেই, অথবা আপনার দেখার মতো কিছু নেই। নম্বরটি দেখে নিন, কিংবা ফোন বা নাম দিয়ে রোগী খুঁজুন।", "यहाँ कुछ नहीं है, या आपके देखने लायक कुछ नहीं है। नंबर जाँच लें, या फ़ोन या नाम से मरीज़ खोजें।"})
}

// CommonError404Title: "Not found".
func (l Lang) CommonError404Title() string {
	return pick(l, [3]string{"Not found", "পাওয়া যায়নি", "नहीं मिला"})
}

// CommonError405Title: "This address cannot be used that way".
func (l Lang) CommonError405Title() string {
	return pick(l, [3]string{"This address cannot be used that way", "এই ঠিকানা এভাবে ব্যবহার করা যায় না", "यह पता इस तरह काम नहीं करता"})
}

// CommonError409Text: "This was changed meanwhile. Open it again, compare, and save once more. Your text is below.".
func (l Lang) CommonError409Text() string {
	return pick(l, [3]string{"This was changed meanwhile. Open it again, compare, and save once more. Your text is below.", "এর মধ্যে এটি বদলে গেছে। আবার খুলে মিলিয়ে দেখে সংরক্ষণ করুন। আপনার লেখা নিচে আছে।", "इस बीच यह बदल गया है। दोबारा खोलें, मिलाएँ और फिर सहेजें। आपका लिखा नीचे है।"})
}

// CommonError409Title: "Somebody was first".
func (l Lang) CommonError409Title() string {
	return pick(l, [3]string{"Somebody was first", "অন্য কেউ আগে করেছেন", "किसी और ने पहले कर दिया"})
}

// CommonError429Text: "Wait {{.Count}} seconds, then try again.".
func (l Lang) CommonError429Text(count int) string {
	return fill(plural(l, count, [3]string{"Wait {{.Count}} second, then try again.", "{{.Count}} সেকেন্ড অপেক্ষা করে আবার চেষ্টা করুন।", "{{.Count}} सेकंड रुककर फिर कोशिश करें।"}, [3]string{"Wait {{.Count}} seconds, then try again.", "{{.Count}} সেকেন্ড অপেক্ষা করে আবার চেষ্টা করুন।", "{{.Count}} सेकंड रुककर फिर कोशिश करें।"}), "{{.Count}}", l.Int(count))
}

// CommonError429Title: "Too many tries".
func (l Lang) CommonError429Title() string {
	return pick(l, [3]string{"Too many tries", "অনেকবার চেষ্টা হয়েছে", "बहुत बार कोशिश हुई"})
}

// CommonError500Text: "Nothing was changed. Try again; if it happens again, tell the person who runs Kosh the number below.".
func (l Lang) CommonError500Text() string {
	return pick(l, [3]string{"Nothing was changed. Try again; if it happens again, tell the person who runs Kosh the number below.", "কিছুই বদলায়নি। আবার চেষ্টা করুন; আবার হলে যিনি কোষ চালান তাঁকে নিচের নম্বরটি বলুন।", "कुछ भी नहीं बदला। फिर कोशिश करें; दोबारा हो तो कोष चलाने वाले को नीचे का नंबर बताएँ।"})
}

// CommonError500Title: "Something went wrong on our side".
func (l Lang) CommonError500Title() string {
	return pick(l, [3]string{"Something went wrong on our side", "আমাদের দিকে একটি সমস্যা হয়েছে", "हमारी ओर कुछ गड़बड़ हुई"})
}

// CommonError503Text: "Kosh shows nothing it cannot write down in the access log. Nothing was changed; try again in a moment.".
func (l Lang) CommonError503Text() string {
	return pick(l, [3]string{"Kosh shows nothing it cannot write down in the access log. Nothing was changed; try again in a moment.", "যা দেখার খাতায় লেখা যায় না, কোষ তা দেখায় না। কিছুই বদলায়নি; একটু পরে আবার চেষ্টা করুন।", "जो पहुँच रजिस्टर में लिखा न जा सके, कोष उसे दिखाता नहीं। कुछ नहीं बदला; थोड़ी देर में फिर कोशिश करें।"})
}

// CommonError503Title: "Not available just now".
func (l Lang) CommonError503Title() string {
	return pick(l, [3]string{"Not available just now", "এই মুহূর্তে পাওয়া যাচ্ছে না", "इस समय उपलब्ध नहीं"})
}

// CommonErrorHome: "To the start page".
func (l Lang) CommonErrorHome() string {
	return pick(l, [3]string{"To the start page", "শুরুর পাতায়", "शुरुआती पन्ने पर"})
}

// CommonErrorNumber: "Number {{.Code}}".
func (l Lang) CommonErrorNumber(code string) string {
	return fill(pick(l, [3]string{"Number {{.Code}}", "নম্বর {{.Code}}", "नंबर {{.Code}}"}), "{{.Code}}", code)
}

// CommonErrorRetry: "Try again".
func (l Lang) CommonErrorRetry() string {
	return pick(l, [3]string{"Try again", "আবার চেষ্টা করুন", "फिर कोशिश करें"})
}

// CommonEveryone: "Everyone".
func (l Lang) CommonEveryone() string {
	return pick(l, [3]string{"Everyone", "সবাই", "सभी"})
}

// CommonFilter: "Filter".
func (l Lang) CommonFilter() string {
	return pick(l, [3]string{"Filter", "ছাঁকুন", "छाँटें"})
}

// CommonFilterClear: "Clear filters".
func (l Lang) CommonFilterClear() string {
	return pick(l, [3]string{"Clear filters", "ছাঁকনি মুছুন", "फ़िल्टर हटाएँ"})
}

// CommonFindButton: "Find".
func (l Lang) CommonFindButton() string {
	return pick(l, [3]string{"Find", "খুঁজুন", "खोजें"})
}

// CommonFindLabel: "Find or register: phone, name or number".
func (l Lang) CommonFindLabel() string {
	return pick(l, [3]string{"Find or register: phone, name or number", "খুঁজুন বা নিবন্ধন করুন: ফোন, নাম বা নম্বর", "खोजें या पंजीकरण करें: फ़ोन, नाम या नंबर"})
}

// CommonFindPlaceholder: "Find patient by phone, name or number".
func (l Lang) CommonFindPlaceholder() string {
	return pick(l, [3]string{"Find patient by phone, name or number", "ফোন, নাম বা নম্বর দিয়ে রোগী খুঁজুন", "फ़ोन, नाम या नंबर से मरीज़ खोजें"})
}

// CommonHoursAgo: "{{.Count}} hours ago".
func (l Lang) CommonHoursAgo(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} hour ago", "{{.Count}} ঘণ্টা আগে", "{{.Count}} घंटा पहले"}, [3]string{"{{.Count}} hours ago", "{{.Count}} ঘণ্টা আগে", "{{.Count}} घंटे पहले"}), "{{.Count}}", l.Int(count))
}

// CommonJustNow: "just now".
func (l Lang) CommonJustNow() string {
	return pick(l, [3]string{"just now", "এইমাত্র", "अभी-अभी"})
}

// CommonKeys: "Keyboard shortcuts".
func (l Lang) CommonKeys() string {
	return pick(l, [3]string{"Keyboard shortcuts", "কিবোর্ড শর্টকাট", "कीबोर्ड शॉर्टकट"})
}

// CommonKeysBack: "back".
func (l Lang) CommonKeysBack() string {
	return pick(l, [3]string{"back", "পেছনে", "वापस"})
}

// CommonKeysFind: "find".
func (l Lang) CommonKeysFind() string {
	return pick(l, [3]string{"find", "খুঁজুন", "खोजें"})
}

// CommonKeysGo: "go to".
func (l Lang) CommonKeysGo() string {
	return pick(l, [3]string{"go to", "যান", "जाएँ"})
}

// CommonKeysHelp: "this help".
func (l Lang) CommonKeysHelp() string {
	return pick(l, [3]string{"this help", "এই সাহায্য", "यह मदद"})
}

// CommonKeysLock: "lock".
func (l Lang) CommonKeysLock() string {
	return pick(l, [3]string{"lock", "লক", "लॉक"})
}

// CommonKeysMove: "move in a list".
func (l Lang) CommonKeysMove() string {
	return pick(l, [3]string{"move in a list", "তালিকায় চলুন", "सूची में चलें"})
}

// CommonKeysOpen: "open".
func (l Lang) CommonKeysOpen() string {
	return pick(l, [3]string{"open", "খুলুন", "खोलें"})
}

// CommonKeysRegister: "register new".
func (l Lang) CommonKeysRegister() string {
	return pick(l, [3]string{"register new", "নতুন নিবন্ধন", "नया पंजीकरण"})
}

// CommonKeysSingle: "Single-letter keys".
func (l Lang) CommonKeysSingle() string {
	return pick(l, [3]string{"Single-letter keys", "এক অক্ষরের শর্টকাট", "एक अक्षर वाले शॉर्टकट"})
}

// CommonKeysSingleHint: "Turn off if you dictate or use a screen reader. Ctrl L always locks.".
func (l Lang) CommonKeysSingleHint() string {
	return pick(l, [3]string{"Turn off if you dictate or use a screen reader. Ctrl L always locks.", "মুখে বলে লিখলে বা স্ক্রিন রিডার ব্যবহার করলে বন্ধ রাখুন। Ctrl L সব সময় লক করে।", "बोलकर लिखते हैं या स्क्रीन रीडर चलाते हैं तो बंद रखें। Ctrl L हमेशा लॉक करता है।"})
}

// CommonLanguage: "Language".
func (l Lang) CommonLanguage() string {
	return pick(l, [3]string{"Language", "ভাষা", "भाषा"})
}

// CommonLive: "Live".
func (l Lang) CommonLive() string {
	return pick(l, [3]string{"Live", "সরাসরি", "लाइव"})
}

// CommonLiveLost: "Live updates stopped. Trying again.".
func (l Lang) CommonLiveLost() string {
	return pick(l, [3]string{"Live updates stopped. Trying again.", "সরাসরি হালনাগাদ থেমে গেছে। আবার চেষ্টা চলছে।", "लाइव अपडेट रुक गए। फिर कोशिश जारी है।"})
}

// CommonMenuAccount: "Account menu".
func (l Lang) CommonMenuAccount() string {
	return pick(l, [3]string{"Account menu", "অ্যাকাউন্ট মেনু", "खाता मेनू"})
}

// CommonMinutesAgo: "{{.Count}} minutes ago".
func (l Lang) CommonMinutesAgo(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} minute ago", "{{.Count}} মিনিট আগে", "{{.Count}} मिनट पहले"}, [3]string{"{{.Count}} minutes ago", "{{.Count}} মিনিট আগে", "{{.Count}} मिनट पहले"}), "{{.Count}}", l.Int(count))
}

// CommonMore: "Show more".
func (l Lang) CommonMore() string {
	return pick(l, [3]string{"Show more", "আরও দেখান", "और दिखाएँ"})
}

// CommonNavAccount: "Account and sessions".
func (l Lang) CommonNavAccount() string {
	return pick(l, [3]string{"Account and sessions", "অ্যাকাউন্ট ও সেশন", "खाता और सत्र"})
}

// CommonNavFind: "Find or register".
func (l Lang) CommonNavFind() string {
	return pick(l, [3]string{"Find or register", "খুঁজুন বা নিবন্ধন", "खोजें या पंजीकरण"})
}

// CommonNavFindShort: "Register".
func (l Lang) CommonNavFindShort() string {
	return pick(l, [3]string{"Register", "নিবন্ধন", "पंजीकरण"})
}

// CommonNavLock: "Lock".
func (l Lang) CommonNavLock() string {
	return pick(l, [3]string{"Lock", "লক", "लॉक"})
}

// CommonNavLog: "Access log".
func (l Lang) CommonNavLog() string {
	return pick(l, [3]string{"Access log", "দেখার খাতা", "पहुँच रजिस्टर"})
}

// CommonNavMain: "Main".
func (l Lang) CommonNavMain() string {
	return pick(l, [3]string{"Main", "প্রধান", "मुख्य"})
}

// CommonNavMore: "More".
func (l Lang) CommonNavMore() string {
	return pick(l, [3]string{"More", "আরও", "और"})
}

// CommonNavPatients: "Patients".
func (l Lang) CommonNavPatients() string {
	return pick(l, [3]string{"Patients", "রোগী", "मरीज़"})
}

// CommonNavPractice: "Practice".
func (l Lang) CommonNavPractice() string {
	return pick(l, [3]string{"Practice", "ক্লিনিক", "क्लिनिक"})
}

// CommonNavSettings: "Settings".
func (l Lang) CommonNavSettings() string {
	return pick(l, [3]string{"Settings", "সেটিংস", "सेटिंग्स"})
}

// CommonNavSmall: "Main, small screens".
func (l Lang) CommonNavSmall() string {
	return pick(l, [3]string{"Main, small screens", "প্রধান, ছোট পর্দা", "मुख्य, छोटी स्क्रीन"})
}

// CommonNavStaff: "Staff".
func (l Lang) CommonNavStaff() string {
	return pick(l, [3]string{"Staff", "কর্মী", "स्टाफ़"})
}

// CommonNo: "No".
func (l Lang) CommonNo() string {
	return pick(l, [3]string{"No", "না", "नहीं"})
}

// CommonNone: "None".
func (l Lang) CommonNone() string {
	return pick(l, [3]string{"None", "নেই", "कोई नहीं"})
}

// CommonNow: "Now".
func (l Lang) CommonNow() string {
	return pick(l, [3]string{"Now", "এখন", "अभी"})
}

// CommonOff: "Off".
func (l Lang) CommonOff() string {
	return pick(l, [3]string{"Off", "বন্ধ", "बंद"})
}

// CommonOffline: "No connection. What you typed stays in this page and goes when the net is back.".
func (l Lang) CommonOffline() string {
	return pick(l, [3]string{"No connection. What you typed stays in this page and goes when the net is back.", "সংযোগ নেই। আপনার লেখা এই পাতায় থাকবে, নেট ফিরলে চলে যাবে।", "कनेक्शन नहीं है। आपका लिखा इसी पन्ने में रहेगा और नेट लौटते ही भेज दिया जाएगा।"})
}

// CommonOn: "On".
func (l Lang) CommonOn() string {
	return pick(l, [3]string{"On", "চালু", "चालू"})
}

// CommonOnline: "Connection is back".
func (l Lang) CommonOnline() string {
	return pick(l, [3]string{"Connection is back", "সংযোগ ফিরেছে", "कनेक्शन लौट आया"})
}

// CommonOpen: "Open".
func (l Lang) CommonOpen() string {
	return pick(l, [3]string{"Open", "খুলুন", "खोलें"})
}

// CommonOptional: "optional".
func (l Lang) CommonOptional() string {
	return pick(l, [3]string{"optional", "ঐচ্ছিক", "वैकल्पिक"})
}

// CommonOr: "or".
func (l Lang) CommonOr() string {
	return pick(l, [3]string{"or", "অথবা", "या"})
}

// CommonPageLabel: "Pages".
func (l Lang) CommonPageLabel() string {
	return pick(l, [3]string{"Pages", "পাতা", "पन्ने"})
}

// CommonPageNewer: "Newer".
func (l Lang) CommonPageNewer() string {
	return pick(l, [3]string{"Newer", "নতুনতর", "नए"})
}

// CommonPageNext: "Next".
func (l Lang) CommonPageNext() string {
	return pick(l, [3]string{"Next", "পরের", "अगला"})
}

// CommonPageOf: "Page {{.Number}} of {{.Total}}".
func (l Lang) CommonPageOf(number int, total int) string {
	return fill(pick(l, [3]string{"Page {{.Number}} of {{.Total}}", "{{.Total}} পাতার {{.Number}} নম্বর", "{{.Total}} में से पन्ना {{.Number}}"}), "{{.Number}}", l.Int(number), "{{.Total}}", l.Int(total))
}

// CommonPageOlder: "Older".
func (l Lang) CommonPageOlder() string {
	return pick(l, [3]string{"Older", "পুরোনো", "पुराने"})
}

// CommonPagePrevious: "Previous".
func (l Lang) CommonPagePrevious() string {
	return pick(l, [3]string{"Previous", "আগের", "पिछला"})
}

// CommonProblems: "{{.Count}} things to mend".
func (l Lang) CommonProblems(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} thing to mend", "{{.Count}}টি বিষয় ঠিক করুন", "{{.Count}} बात ठीक करें"}, [3]string{"{{.Count}} things to mend", "{{.Count}}টি বিষয় ঠিক করুন", "{{.Count}} बातें ठीक करें"}), "{{.Count}}", l.Int(count))
}

// CommonProduct: "Kosh".
func (l Lang) CommonProduct() string {
	return pick(l, [3]string{"Kosh", "কোষ", "कोष"})
}

// CommonPromiseDevices: "New devices are checked, and you are told at once.".
func (l Lang) CommonPromiseDevices() string {
	return pick(l, [3]string{"New devices are checked, and you are told at once.", "নতুন যন্ত্র যাচাই হয়, আর আপনাকে সঙ্গে সঙ্গে জানানো হয়।", "नए डिवाइस जाँचे जाते हैं और आपको तुरंत बताया जाता है।"})
}

// CommonPromiseNothing: "Nothing about patients is on this page.".
func (l Lang) CommonPromiseNothing() string {
	return pick(l, [3]string{"Nothing about patients is on this page.", "এই পাতায় রোগী সম্পর্কে কিছু নেই।", "इस पन्ने पर मरीज़ों के बारे में कुछ नहीं है।"})
}

// CommonPromisePlace: "You are at {{.Host}}.".
func (l Lang) CommonPromisePlace(host string) string {
	return fill(pick(l, [3]string{"You are at {{.Host}}.", "আপনি আছেন {{.Host}}-এ।", "आप {{.Host}} पर हैं।"}), "{{.Host}}", host)
}

// CommonRemove: "Remove".
func (l Lang) CommonRemove() string {
	return pick(l, [3]string{"Remove", "সরান", "हटाएँ"})
}

// CommonRequired: "needed".
func (l Lang) CommonRequired() string {
	return pick(l, [3]string{"needed", "আবশ্যক", "ज़रूरी"})
}

// CommonReveal: "Show in full".
func (l Lang) CommonReveal() string {
	return pick(l, [3]string{"Show in full", "পুরোটা দেখান", "पूरा दिखाएँ"})
}

// CommonRevealHint: "Who looked and why is written in the access log.".
func (l Lang) CommonRevealHint() string {
	return pick(l, [3]string{"Who looked and why is written in the access log.", "কে কেন দেখলেন তা দেখার খাতায় লেখা হয়।", "किसने और क्यों देखा, यह पहुँच रजिस्टर में लिखा जाता है।"})
}

// CommonRevealWhy: "Why do you need it?".
func (l Lang) CommonRevealWhy() string {
	return pick(l, [3]string{"Why do you need it?", "কেন দরকার?", "क्यों चाहिए?"})
}

// CommonSave: "Save".
func (l Lang) CommonSave() string {
	return pick(l, [3]string{"Save", "সংরক্ষণ", "सहेजें"})
}

// CommonSaveChanges: "Save changes".
func (l Lang) CommonSaveChanges() string {
	return pick(l, [3]string{"Save changes", "পরিবর্তন সংরক্ষণ", "बदलाव सहेजें"})
}

// CommonSaved: "Saved".
func (l Lang) CommonSaved() string {
	return pick(l, [3]string{"Saved", "সংরক্ষিত", "सहेजा गया"})
}

// CommonSavedAt: "Saved at {{.Time}}".
func (l Lang) CommonSavedAt(time string) string {
	return fill(pick(l, [3]string{"Saved at {{.Time}}", "{{.Time}}-এ সংরক্ষিত", "{{.Time}} पर सहेजा गया"}), "{{.Time}}", time)
}

// CommonSavedDraft: "Draft saved {{.Time}}".
func (l Lang) CommonSavedDraft(time string) string {
	return fill(pick(l, [3]string{"Draft saved {{.Time}}", "খসড়া সংরক্ষিত {{.Time}}", "मसौदा सहेजा गया {{.Time}}"}), "{{.Time}}", time)
}

// CommonSavedServer: "Saved on server".
func (l Lang) CommonSavedServer() string {
	return pick(l, [3]string{"Saved on server", "সার্ভারে সংরক্ষিত", "सर्वर पर सहेजा गया"})
}

// CommonSaving: "Saving…".
func (l Lang) CommonSaving() string {
	return pick(l, [3]string{"Saving…", "সংরক্ষণ হচ্ছে…", "सहेजा जा रहा है…"})
}

// CommonSearch: "Search".
func (l Lang) CommonSearch() string {
	return pick(l, [3]string{"Search", "খুঁজুন", "खोजें"})
}

// CommonShow: "Show".
func (l Lang) CommonShow() string {
	return pick(l, [3]string{"Show", "দেখান", "दिखाएँ"})
}

// CommonShowLess: "Show less".
func (l Lang) CommonShowLess() string {
	return pick(l, [3]string{"Show less", "কম দেখান", "कम दिखाएँ"})
}

// CommonShown: "{{.Number}} of {{.Total}} shown".
func (l Lang) CommonShown(number int, total int) string {
	return fill(pick(l, [3]string{"{{.Number}} of {{.Total}} shown", "{{.Total}}টির মধ্যে {{.Number}}টি দেখানো হচ্ছে", "{{.Total}} में से {{.Number}} दिखाए गए"}), "{{.Number}}", l.Int(number), "{{.Total}}", l.Int(total))
}

// CommonSignOut: "Sign out".
func (l Lang) CommonSignOut() string {
	return pick(l, [3]string{"Sign out", "সাইন আউট", "साइन आउट"})
}

// CommonSkip: "Skip to the content".
func (l Lang) CommonSkip() string {
	return pick(l, [3]string{"Skip to the content", "মূল অংশে যান", "मुख्य भाग पर जाएँ"})
}

// CommonSwitch: "Switch".
func (l Lang) CommonSwitch() string {
	return pick(l, [3]string{"Switch", "বদলান", "बदलें"})
}

// CommonTheme: "Theme".
func (l Lang) CommonTheme() string {
	return pick(l, [3]string{"Theme", "রঙের ধরন", "रंग-रूप"})
}

// CommonThemeAuto: "As the device".
func (l Lang) CommonThemeAuto() string {
	return pick(l, [3]string{"As the device", "যন্ত্রের মতো", "डिवाइस जैसा"})
}

// CommonThemeDark: "Dark".
func (l Lang) CommonThemeDark() string {
	return pick(l, [3]string{"Dark", "গাঢ়", "गहरा"})
}

// CommonThemeLight: "Light".
func (l Lang) CommonThemeLight() string {
	return pick(l, [3]string{"Light", "হালকা", "हल्का"})
}

// CommonThemeToDark: "Switch to dark".
func (l Lang) CommonThemeToDark() string {
	return pick(l, [3]string{"Switch to dark", "গাঢ় করুন", "गहरा करें"})
}

// CommonThemeToLight: "Switch to light".
func (l Lang) CommonThemeToLight() string {
	return pick(l, [3]string{"Switch to light", "হালকা করুন", "हल्का करें"})
}

// CommonToday: "Today".
func (l Lang) CommonToday() string {
	return pick(l, [3]string{"Today", "আজ", "आज"})
}

// CommonUnknown: "Not known".
func (l Lang) CommonUnknown() string {
	return pick(l, [3]string{"Not known", "জানা নেই", "पता नहीं"})
}

// CommonUnsaved: "Not saved yet".
func (l Lang) CommonUnsaved() string {
	return pick(l, [3]string{"Not saved yet", "এখনো সংরক্ষিত হয়নি", "अभी सहेजा नहीं गया"})
}

// CommonWorking: "Working…".
func (l Lang) CommonWorking() string {
	return pick(l, [3]string{"Working…", "কাজ চলছে…", "काम चल रहा है…"})
}

// CommonYes: "Yes".
func (l Lang) CommonYes() string {
	return pick(l, [3]string{"Yes", "হ্যাঁ", "हाँ"})
}

// CommonYesterday: "Yesterday".
func (l Lang) CommonYesterday() string {
	return pick(l, [3]string{"Yesterday", "গতকাল", "कल"})
}
