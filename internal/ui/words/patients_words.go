// Code generated from catalog/patients.*.json by words/gen. DO NOT EDIT.

package words

// PatientsAddress: "Address".
func (l Lang) PatientsAddress() string {
	return pick(l, [3]string{"Address", "ঠিকানা", "पता"})
}

// PatientsAddressHint: "Village or road, area, district.".
func (l Lang) PatientsAddressHint() string {
	return pick(l, [3]string{"Village or road, area, district.", "গ্রাম বা রাস্তা, এলাকা, জেলা।", "गाँव या सड़क, इलाका, ज़िला।"})
}

// PatientsAge: "Age".
func (l Lang) PatientsAge() string {
	return pick(l, [3]string{"Age", "বয়স", "उम्र"})
}

// PatientsAgeOrBirth: "Age or birth date".
func (l Lang) PatientsAgeOrBirth() string {
	return pick(l, [3]string{"Age or birth date", "বয়স বা জন্মতারিখ", "उम्र या जन्मतिथि"})
}

// PatientsAgeOrBirthHint: "34, 8m, 1990 or 5/3/1990".
func (l Lang) PatientsAgeOrBirthHint() string {
	return pick(l, [3]string{"34, 8m, 1990 or 5/3/1990", "৩৪, 8m, ১৯৯০ বা ৫/৩/১৯৯০", "34, 8m, 1990 या 5/3/1990"})
}

// PatientsArchive: "Archive".
func (l Lang) PatientsArchive() string {
	return pick(l, [3]string{"Archive", "আর্কাইভ করুন", "संग्रहित करें"})
}

// PatientsArchiveDone: "Archived. It can be brought back here.".
func (l Lang) PatientsArchiveDone() string {
	return pick(l, [3]string{"Archived. It can be brought back here.", "আর্কাইভ হয়েছে। এখান থেকেই ফেরানো যায়।", "संग्रहित हुआ। यहीं से वापस लाया जा सकता है।"})
}

// PatientsArchiveLead: "Hides this patient from lists and from searches by name and phone. The number still finds them. Nothing is erased, and it can be undone.".
func (l Lang) PatientsArchiveLead() string {
	return pick(l, [3]string{"Hides this patient from lists and from searches by name and phone. The number still finds them. Nothing is erased, and it can be undone.", "তালিকা এবং নাম ও ফোনের খোঁজ থেকে এই রোগী আড়াল হবে। নম্বর দিয়ে তবু পাওয়া যাবে। কিছুই মোছা হয় না, আর এটা ফেরানো যায়।", "यह मरीज़ सूचियों और नाम या फ़ोन की खोज से छिप जाएगा। नंबर से फिर भी मिलेगा। कुछ मिटता नहीं, और इसे वापस लिया जा सकता है।"})
}

// PatientsArchived: "Archived".
func (l Lang) PatientsArchived() string {
	return pick(l, [3]string{"Archived", "আর্কাইভ করা", "संग्रहित"})
}

// PatientsBirth: "Birth date".
func (l Lang) PatientsBirth() string {
	return pick(l, [3]string{"Birth date", "জন্মতারিখ", "जन्मतिथि"})
}

// PatientsBirthAbout: "about {{.Years}}".
func (l Lang) PatientsBirthAbout(years int) string {
	return fill(pick(l, [3]string{"about {{.Years}}", "আনুমানিক {{.Years}}", "लगभग {{.Years}}"}), "{{.Years}}", l.Int(years))
}

// PatientsBlood: "Blood group".
func (l Lang) PatientsBlood() string {
	return pick(l, [3]string{"Blood group", "রক্তের গ্রুপ", "रक्त समूह"})
}

// PatientsBorn: "born {{.Date}}".
func (l Lang) PatientsBorn(date string) string {
	return fill(pick(l, [3]string{"born {{.Date}}", "জন্ম {{.Date}}", "जन्म {{.Date}}"}), "{{.Date}}", date)
}

// PatientsChildOf: "child of {{.Name}}".
func (l Lang) PatientsChildOf(name string) string {
	return fill(pick(l, [3]string{"child of {{.Name}}", "{{.Name}}-এর সন্তান", "{{.Name}} की संतान"}), "{{.Name}}", name)
}

// PatientsContacts: "Contacts".
func (l Lang) PatientsContacts() string {
	return pick(l, [3]string{"Contacts", "যোগাযোগ", "संपर्क"})
}

// PatientsContactsMasked: "Shown masked. Showing one in full asks why and is written in the access log.".
func (l Lang) PatientsContactsMasked() string {
	return pick(l, [3]string{"Shown masked. Showing one in full asks why and is written in the access log.", "আড়াল করে দেখানো। পুরোটা দেখতে কারণ দিতে হয়, আর তা দেখার খাতায় লেখা হয়।", "छिपाकर दिखाया गया। पूरा देखने पर कारण पूछा जाता है और पहुँच रजिस्टर में लिखा जाता है।"})
}

// PatientsDuplicateAge: "Age differs by {{.Count}} years.".
func (l Lang) PatientsDuplicateAge(count int) string {
	return fill(plural(l, count, [3]string{"Age differs by {{.Count}} year.", "বয়সে {{.Count}} বছরের ফারাক।", "उम्र में {{.Count}} साल का अंतर।"}, [3]string{"Age differs by {{.Count}} years.", "বয়সে {{.Count}} বছরের ফারাক।", "उम्र में {{.Count}} साल का अंतर।"}), "{{.Count}}", l.Int(count))
}

// PatientsDuplicateMaybe: "May be {{.Name}}.".
func (l Lang) PatientsDuplicateMaybe(name string) string {
	return fill(pick(l, [3]string{"May be {{.Name}}.", "{{.Name}} হতে পারেন।", "{{.Name}} हो सकते हैं।"}), "{{.Name}}", name)
}

// PatientsDuplicateName: "Same name.".
func (l Lang) PatientsDuplicateName() string {
	return pick(l, [3]string{"Same name.", "একই নাম।", "वही नाम।"})
}

// PatientsDuplicateOther: "Someone else".
func (l Lang) PatientsDuplicateOther() string {
	return pick(l, [3]string{"Someone else", "অন্য কেউ", "कोई और"})
}

// PatientsDuplicatePhone: "Same phone.".
func (l Lang) PatientsDuplicatePhone() string {
	return pick(l, [3]string{"Same phone.", "একই ফোন।", "वही फ़ोन।"})
}

// PatientsDuplicateRegister: "Register as someone new".
func (l Lang) PatientsDuplicateRegister() string {
	return pick(l, [3]string{"Register as someone new", "নতুন হিসেবে নিবন্ধন", "नए के रूप में पंजीकरण"})
}

// PatientsDuplicateSame: "Same person".
func (l Lang) PatientsDuplicateSame() string {
	return pick(l, [3]string{"Same person", "একই মানুষ", "वही व्यक्ति"})
}

// PatientsDuplicateSameAge: "Same age.".
func (l Lang) PatientsDuplicateSameAge() string {
	return pick(l, [3]string{"Same age.", "একই বয়স।", "वही उम्र।"})
}

// PatientsDuplicateSounds: "Name sounds the same.".
func (l Lang) PatientsDuplicateSounds() string {
	return pick(l, [3]string{"Name sounds the same.", "নাম শুনতে একই।", "नाम एक-सा सुनाई देता है।"})
}

// PatientsDuplicateTitle: "{{.Count}} people may be the same".
func (l Lang) PatientsDuplicateTitle(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} person may be the same", "{{.Count}} জন একই মানুষ হতে পারেন", "{{.Count}} व्यक्ति वही हो सकता है"}, [3]string{"{{.Count}} people may be the same", "{{.Count}} জনের কেউ একই মানুষ হতে পারেন", "{{.Count}} में से कोई वही हो सकता है"}), "{{.Count}}", l.Int(count))
}

// PatientsEditChanged: "Somebody changed this patient meanwhile".
func (l Lang) PatientsEditChanged() string {
	return pick(l, [3]string{"Somebody changed this patient meanwhile", "ইতিমধ্যে কেউ এই রোগীর তথ্য বদলেছেন", "इस बीच किसी ने इस मरीज़ की जानकारी बदली"})
}

// PatientsEditChangedLead: "Your text is kept. Beside each field that differs stands what is stored now. Save again to keep yours.".
func (l Lang) PatientsEditChangedLead() string {
	return pick(l, [3]string{"Your text is kept. Beside each field that differs stands what is stored now. Save again to keep yours.", "আপনার লেখা রাখা আছে। যে ঘর আলাদা, তার পাশে এখন যা সংরক্ষিত তা আছে। নিজেরটা রাখতে আবার সংরক্ষণ করুন।", "आपका लिखा बचा है। जो खाना अलग है उसके पास अभी सहेजा हुआ लिखा है। अपना रखने के लिए फिर सहेजें।"})
}

// PatientsEditKeepHidden: "Leave empty to keep what is stored.".
func (l Lang) PatientsEditKeepHidden() string {
	return pick(l, [3]string{"Leave empty to keep what is stored.", "যা আছে তাই রাখতে খালি রাখুন।", "जो दर्ज है वही रखना हो तो खाली छोड़ें।"})
}

// PatientsEditNow: "Stored now: {{.Text}}".
func (l Lang) PatientsEditNow(text string) string {
	return fill(pick(l, [3]string{"Stored now: {{.Text}}", "এখন সংরক্ষিত: {{.Text}}", "अभी सहेजा हुआ: {{.Text}}"}), "{{.Text}}", text)
}

// PatientsEditSaved: "The changes are saved.".
func (l Lang) PatientsEditSaved() string {
	return pick(l, [3]string{"The changes are saved.", "পরিবর্তন সংরক্ষিত হয়েছে।", "बदलाव सहेज लिए गए।"})
}

// PatientsEditTitle: "Edit identity".
func (l Lang) PatientsEditTitle() string {
	return pick(l, [3]string{"Edit identity", "পরিচয় সম্পাদনা", "पहचान बदलें"})
}

// PatientsEmail: "E-mail".
func (l Lang) PatientsEmail() string {
	return pick(l, [3]string{"E-mail", "ই-মেইল", "ई-मेल"})
}

// PatientsEstimated: "day not known".
func (l Lang) PatientsEstimated() string {
	return pick(l, [3]string{"day not known", "দিন জানা নেই", "दिन पता नहीं"})
}

// PatientsFamily: "On the same phone".
func (l Lang) PatientsFamily() string {
	return pick(l, [3]string{"On the same phone", "একই ফোনে", "इसी फ़ोन पर"})
}

// PatientsFindHint: "Last digits of the phone, a name in any spelling, or the number on the card.".
func (l Lang) PatientsFindHint() string {
	return pick(l, [3]string{"Last digits of the phone, a name in any spelling, or the number on the card.", "ফোনের শেষ কয়েকটি অঙ্ক, যেকোনো বানানে নাম, বা কার্ডের নম্বর।", "फ़ोन के आख़िरी अंक, किसी भी वर्तनी में नाम, या कार्ड का नंबर।"})
}

// PatientsFindMore: "More match than are shown. Type more.".
func (l Lang) PatientsFindMore() string {
	return pick(l, [3]string{"More match than are shown. Type more.", "যতজন দেখা যাচ্ছে তার বেশি মিলছে। আরও লিখুন।", "जितने दिख रहे हैं उनसे ज़्यादा मिल रहे हैं। और लिखें।"})
}

// PatientsFindShort: "Type at least 3 digits or letters.".
func (l Lang) PatientsFindShort() string {
	return pick(l, [3]string{"Type at least 3 digits or letters.", "অন্তত ৩টি অঙ্ক বা অক্ষর লিখুন।", "कम से कम 3 अंक या अक्षर लिखें।"})
}

// PatientsFindTitle: "Find or register".
func (l Lang) PatientsFindTitle() string {
	return pick(l, [3]string{"Find or register", "খুঁজুন বা নিবন্ধন", "खोजें या पंजीकरण"})
}

// PatientsFound: "{{.Count}} people found".
func (l Lang) PatientsFound(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} person found", "{{.Count}} জন পাওয়া গেছে", "{{.Count}} व्यक्ति मिला"}, [3]string{"{{.Count}} people found", "{{.Count}} জন পাওয়া গেছে", "{{.Count}} लोग मिले"}), "{{.Count}}", l.Int(count))
}

// PatientsFoundNone: "Nobody found".
func (l Lang) PatientsFoundNone() string {
	return pick(l, [3]string{"Nobody found", "কাউকে পাওয়া যায়নি", "कोई नहीं मिला"})
}

// PatientsFoundNoneHint: "Check the digits or the spelling, or register someone new.".
func (l Lang) PatientsFoundNoneHint() string {
	return pick(l, [3]string{"Check the digits or the spelling, or register someone new.", "অঙ্ক বা বানান দেখে নিন, অথবা নতুন কাউকে নিবন্ধন করুন।", "अंक या वर्तनी जाँचें, या किसी नए का पंजीकरण करें।"})
}

// PatientsFoundOthers: "Others found".
func (l Lang) PatientsFoundOthers() string {
	return pick(l, [3]string{"Others found", "আরও যাঁদের পাওয়া গেছে", "और जो मिले"})
}

// PatientsGuardian: "Guardian".
func (l Lang) PatientsGuardian() string {
	return pick(l, [3]string{"Guardian", "অভিভাবক", "अभिभावक"})
}

// PatientsGuardianHint: "Name, or find them if they are a patient here.".
func (l Lang) PatientsGuardianHint() string {
	return pick(l, [3]string{"Name, or find them if they are a patient here.", "নাম লিখুন, অথবা এখানকার রোগী হলে খুঁজে নিন।", "नाम लिखें, या यहीं के मरीज़ हों तो खोज लें।"})
}

// PatientsGuardianIf: "if under 18".
func (l Lang) PatientsGuardianIf() string {
	return pick(l, [3]string{"if under 18", "১৮-র কম হলে", "18 से कम हो तो"})
}

// PatientsGuardianTitle: "Under 18: who is responsible?".
func (l Lang) PatientsGuardianTitle() string {
	return pick(l, [3]string{"Under 18: who is responsible?", "১৮ বছরের কম: অভিভাবক কে?", "18 से कम: ज़िम्मेदार कौन है?"})
}

// PatientsIdentity: "Identity".
func (l Lang) PatientsIdentity() string {
	return pick(l, [3]string{"Identity", "পরিচয়", "पहचान"})
}

// PatientsKeysHit: "open a person found".
func (l Lang) PatientsKeysHit() string {
	return pick(l, [3]string{"open a person found", "পাওয়া জনকে খুলুন", "मिले व्यक्ति को खोलें"})
}

// PatientsLastSeen: "last seen {{.Date}}".
func (l Lang) PatientsLastSeen(date string) string {
	return fill(pick(l, [3]string{"last seen {{.Date}}", "শেষ এসেছেন {{.Date}}", "पिछली बार {{.Date}}"}), "{{.Date}}", date)
}

// PatientsListCount: "{{.Count}} patients".
func (l Lang) PatientsListCount(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} patient", "{{.Count}} জন রোগী", "{{.Count}} मरीज़"}, [3]string{"{{.Count}} patients", "{{.Count}} জন রোগী", "{{.Count}} मरीज़"}), "{{.Count}}", l.Int(count))
}

// PatientsListEmpty: "No patient yet".
func (l Lang) PatientsListEmpty() string {
	return pick(l, [3]string{"No patient yet", "এখনো কোনো রোগী নেই", "अभी कोई मरीज़ नहीं"})
}

// PatientsListEmptyHint: "Type a phone number in the box above to register the first one.".
func (l Lang) PatientsListEmptyHint() string {
	return pick(l, [3]string{"Type a phone number in the box above to register the first one.", "প্রথম জনকে নিবন্ধন করতে উপরের ঘরে ফোন নম্বর লিখুন।", "पहले मरीज़ का पंजीकरण करने के लिए ऊपर फ़ोन नंबर लिखें।"})
}

// PatientsListLately: "Registered or changed lately".
func (l Lang) PatientsListLately() string {
	return pick(l, [3]string{"Registered or changed lately", "সম্প্রতি নিবন্ধিত বা বদলানো", "हाल में पंजीकृत या बदले"})
}

// PatientsListRecent: "Opened lately by you".
func (l Lang) PatientsListRecent() string {
	return pick(l, [3]string{"Opened lately by you", "আপনার সম্প্রতি খোলা", "आपके हाल में खोले हुए"})
}

// PatientsLooked: "Who looked".
func (l Lang) PatientsLooked() string {
	return pick(l, [3]string{"Who looked", "কে দেখেছেন", "किसने देखा"})
}

// PatientsLookedAll: "All of it".
func (l Lang) PatientsLookedAll() string {
	return pick(l, [3]string{"All of it", "সব দেখুন", "सब देखें"})
}

// PatientsLookedEmpty: "Nobody has opened this record yet.".
func (l Lang) PatientsLookedEmpty() string {
	return pick(l, [3]string{"Nobody has opened this record yet.", "এখনো কেউ এই রেকর্ড খোলেননি।", "अभी किसी ने यह रिकॉर्ड नहीं खोला।"})
}

// PatientsLookedLead: "Everyone who opened or changed this record.".
func (l Lang) PatientsLookedLead() string {
	return pick(l, [3]string{"Everyone who opened or changed this record.", "যাঁরা এই রেকর্ড খুলেছেন বা বদলেছেন।", "जिसने भी यह रिकॉर्ड खोला या बदला।"})
}

// PatientsLookedListed: "Saw in a list".
func (l Lang) PatientsLookedListed() string {
	return pick(l, [3]string{"Saw in a list", "তালিকায় দেখেছেন", "सूची में देखा"})
}

// PatientsLookedPeople: "{{.Count}} people in this list".
func (l Lang) PatientsLookedPeople(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} person in this list", "এই তালিকায় {{.Count}} জন", "इस सूची में {{.Count}} व्यक्ति"}, [3]string{"{{.Count}} people in this list", "এই তালিকায় {{.Count}} জন", "इस सूची में {{.Count}} व्यक्ति"}), "{{.Count}}", l.Int(count))
}

// PatientsLookedTitle: "Who opened this record".
func (l Lang) PatientsLookedTitle() string {
	return pick(l, [3]string{"Who opened this record", "কে এই নথি খুলেছেন", "यह रिकॉर्ड किसने खोला"})
}

// PatientsMinor: "Minor".
func (l Lang) PatientsMinor() string {
	return pick(l, [3]string{"Minor", "অপ্রাপ্তবয়স্ক", "नाबालिग"})
}

// PatientsMoreFields: "Address, ID and notes".
func (l Lang) PatientsMoreFields() string {
	return pick(l, [3]string{"Address, ID and notes", "ঠিকানা, পরিচয়পত্র ও নোট", "पता, पहचान और नोट"})
}

// PatientsName: "Name".
func (l Lang) PatientsName() string {
	return pick(l, [3]string{"Name", "নাম", "नाम"})
}

// PatientsNameHint: "As the patient says it, in any script.".
func (l Lang) PatientsNameHint() string {
	return pick(l, [3]string{"As the patient says it, in any script.", "রোগী যেভাবে বলেন, যেকোনো হরফে।", "जैसा मरीज़ बताए, किसी भी लिपि में।"})
}

// PatientsNameLocal: "Name in another script".
func (l Lang) PatientsNameLocal() string {
	return pick(l, [3]string{"Name in another script", "অন্য হরফে নাম", "दूसरी लिपि में नाम"})
}

// PatientsNationalId: "National ID".
func (l Lang) PatientsNationalId() string {
	return pick(l, [3]string{"National ID", "জাতীয় পরিচয়পত্র", "राष्ट्रीय पहचान संख्या"})
}

// PatientsNationalIdHint: "NID, Aadhaar or passport. Kept encrypted, shown masked.".
func (l Lang) PatientsNationalIdHint() string {
	return pick(l, [3]string{"NID, Aadhaar or passport. Kept encrypted, shown masked.", "এনআইডি, আধার বা পাসপোর্ট। এনক্রিপ্ট করে রাখা হয়, আড়াল করে দেখানো হয়।", "एनआईडी, आधार या पासपोर्ट। कूटबद्ध रखा जाता है, छिपाकर दिखाया जाता है।"})
}

// PatientsNotes: "Notes for the desk".
func (l Lang) PatientsNotes() string {
	return pick(l, [3]string{"Notes for the desk", "ডেস্কের জন্য নোট", "डेस्क के लिए नोट"})
}

// PatientsNotesHidden: "There are notes that your role does not show.".
func (l Lang) PatientsNotesHidden() string {
	return pick(l, [3]string{"There are notes that your role does not show.", "কিছু নোট আছে, যা আপনার ভূমিকায় দেখা যায় না।", "कुछ नोट हैं जो आपकी भूमिका में नहीं दिखते।"})
}

// PatientsNotesHint: "Not medical: hard of hearing, comes with a wheelchair.".
func (l Lang) PatientsNotesHint() string {
	return pick(l, [3]string{"Not medical: hard of hearing, comes with a wheelchair.", "চিকিৎসার কথা নয়: কানে কম শোনেন, হুইলচেয়ারে আসেন।", "इलाज की बात नहीं: ऊँचा सुनते हैं, व्हीलचेयर पर आते हैं।"})
}

// PatientsNumber: "Number".
func (l Lang) PatientsNumber() string {
	return pick(l, [3]string{"Number", "নম্বর", "नंबर"})
}

// PatientsOnPhone: "{{.Count}} people use {{.Phone}}".
func (l Lang) PatientsOnPhone(count int, phone string) string {
	return fill(plural(l, count, [3]string{"{{.Count}} person uses {{.Phone}}", "{{.Phone}} নম্বরে {{.Count}} জন আছেন", "{{.Phone}} पर {{.Count}} व्यक्ति है"}, [3]string{"{{.Count}} people use {{.Phone}}", "{{.Phone}} নম্বরে {{.Count}} জন আছেন", "{{.Phone}} पर {{.Count}} लोग हैं"}), "{{.Count}}", l.Int(count), "{{.Phone}}", phone)
}

// PatientsPhone: "Phone".
func (l Lang) PatientsPhone() string {
	return pick(l, [3]string{"Phone", "ফোন", "फ़ोन"})
}

// PatientsPhoneGone: "There is no phone any more".
func (l Lang) PatientsPhoneGone() string {
	return pick(l, [3]string{"There is no phone any more", "এখন আর ফোন নেই", "अब कोई फ़ोन नहीं है"})
}

// PatientsPhoneHint: "10 or 11 digits, or with the country code.".
func (l Lang) PatientsPhoneHint() string {
	return pick(l, [3]string{"10 or 11 digits, or with the country code.", "১০ বা ১১ অঙ্ক, অথবা দেশের কোডসহ।", "10 या 11 अंक, या देश के कोड के साथ।"})
}

// PatientsPhoneNone: "No phone".
func (l Lang) PatientsPhoneNone() string {
	return pick(l, [3]string{"No phone", "ফোন নেই", "फ़ोन नहीं"})
}

// PatientsPhoneOther: "Other phone".
func (l Lang) PatientsPhoneOther() string {
	return pick(l, [3]string{"Other phone", "অন্য ফোন", "दूसरा फ़ोन"})
}

// PatientsPhoneShared: "The family shares this phone".
func (l Lang) PatientsPhoneShared() string {
	return pick(l, [3]string{"The family shares this phone", "এই ফোন পরিবারের সবার", "यह फ़ोन पूरे परिवार का है"})
}

// PatientsRecord: "This record".
func (l Lang) PatientsRecord() string {
	return pick(l, [3]string{"This record", "এই নথি", "यह रिकॉर्ड"})
}

// PatientsRegister: "Register".
func (l Lang) PatientsRegister() string {
	return pick(l, [3]string{"Register", "নিবন্ধন করুন", "पंजीकरण करें"})
}

// PatientsRegisterOpen: "Register, then open".
func (l Lang) PatientsRegisterOpen() string {
	return pick(l, [3]string{"Register, then open", "নিবন্ধন করে খুলুন", "पंजीकरण करके खोलें"})
}

// PatientsRegisterTitle: "Register a patient".
func (l Lang) PatientsRegisterTitle() string {
	return pick(l, [3]string{"Register a patient", "রোগী নিবন্ধন", "मरीज़ का पंजीकरण"})
}

// PatientsRegistered: "{{.Name}} is registered, number {{.Code}}.".
func (l Lang) PatientsRegistered(name string, code string) string {
	return fill(pick(l, [3]string{"{{.Name}} is registered, number {{.Code}}.", "{{.Name}} নিবন্ধিত হয়েছেন, নম্বর {{.Code}}।", "{{.Name}} का पंजीकरण हुआ, नंबर {{.Code}}।"}), "{{.Name}}", name, "{{.Code}}", code)
}

// PatientsRegisteredOn: "Registered {{.Date}}".
func (l Lang) PatientsRegisteredOn(date string) string {
	return fill(pick(l, [3]string{"Registered {{.Date}}", "নিবন্ধন {{.Date}}", "पंजीकरण {{.Date}}"}), "{{.Date}}", date)
}

// PatientsRelation: "Relation".
func (l Lang) PatientsRelation() string {
	return pick(l, [3]string{"Relation", "সম্পর্ক", "रिश्ता"})
}

// PatientsRelationChoose: "Choose".
func (l Lang) PatientsRelationChoose() string {
	return pick(l, [3]string{"Choose", "বেছে নিন", "चुनें"})
}

// PatientsRestrict: "Restrict".
func (l Lang) PatientsRestrict() string {
	return pick(l, [3]string{"Restrict", "সীমিত করুন", "सीमित करें"})
}

// PatientsRestrictDone: "This record is restricted now.".
func (l Lang) PatientsRestrictDone() string {
	return pick(l, [3]string{"This record is restricted now.", "নথিটি এখন সীমিত।", "यह रिकॉर्ड अब सीमित है।"})
}

// PatientsRestrictLead: "For colleagues and public persons: only those who care for this patient, and those who may open restricted records, see that the record exists.".
func (l Lang) PatientsRestrictLead() string {
	return pick(l, [3]string{"For colleagues and public persons: only those who care for this patient, and those who may open restricted records, see that the record exists.", "সহকর্মী ও পরিচিত ব্যক্তিদের জন্য: যাঁরা এই রোগীর চিকিৎসা করেন আর যাঁদের সীমিত নথি খোলার অধিকার আছে, শুধু তাঁরাই দেখবেন যে নথিটি আছে।", "सहकर्मियों और जाने-माने लोगों के लिए: केवल इस मरीज़ की देखभाल करने वाले और सीमित रिकॉर्ड खोल सकने वाले ही देखेंगे कि यह रिकॉर्ड है।"})
}

// PatientsRestricted: "Restricted".
func (l Lang) PatientsRestricted() string {
	return pick(l, [3]string{"Restricted", "সীমিত", "सीमित"})
}

// PatientsRevealAddress: "Show the full address".
func (l Lang) PatientsRevealAddress() string {
	return pick(l, [3]string{"Show the full address", "পুরো ঠিকানা দেখান", "पूरा पता दिखाएँ"})
}

// PatientsRevealId: "Show the full ID".
func (l Lang) PatientsRevealId() string {
	return pick(l, [3]string{"Show the full ID", "পুরো পরিচয়পত্র নম্বর দেখান", "पूरी पहचान संख्या दिखाएँ"})
}

// PatientsRevealPhone: "Show the full phone number".
func (l Lang) PatientsRevealPhone() string {
	return pick(l, [3]string{"Show the full phone number", "পুরো ফোন নম্বর দেখান", "पूरा फ़ोन नंबर दिखाएँ"})
}

// PatientsRevealShown: "Shown once. It hides again when you leave the page.".
func (l Lang) PatientsRevealShown() string {
	return pick(l, [3]string{"Shown once. It hides again when you leave the page.", "একবার দেখানো হলো। পাতা ছাড়লে আবার আড়াল হবে।", "एक बार दिखाया गया। पन्ना छोड़ते ही फिर छिप जाएगा।"})
}

// PatientsRevealWhyCall: "Calling the patient".
func (l Lang) PatientsRevealWhyCall() string {
	return pick(l, [3]string{"Calling the patient", "রোগীকে ফোন করছি", "मरीज़ को फ़ोन कर रहे हैं"})
}

// PatientsRevealWhyCheck: "Checking who it is".
func (l Lang) PatientsRevealWhyCheck() string {
	return pick(l, [3]string{"Checking who it is", "পরিচয় মিলিয়ে দেখছি", "पहचान जाँच रहे हैं"})
}

// PatientsRevealWhyChoose: "Choose".
func (l Lang) PatientsRevealWhyChoose() string {
	return pick(l, [3]string{"Choose", "বাছুন", "चुनें"})
}

// PatientsRevealWhyForm: "Filling a form".
func (l Lang) PatientsRevealWhyForm() string {
	return pick(l, [3]string{"Filling a form", "ফর্ম পূরণ করছি", "फ़ॉर्म भर रहे हैं"})
}

// PatientsRevealWhyOther: "Another reason".
func (l Lang) PatientsRevealWhyOther() string {
	return pick(l, [3]string{"Another reason", "অন্য কারণ", "कोई और कारण"})
}

// PatientsRevealWhyReport: "Report is ready".
func (l Lang) PatientsRevealWhyReport() string {
	return pick(l, [3]string{"Report is ready", "রিপোর্ট তৈরি", "रिपोर्ट तैयार है"})
}

// PatientsSex: "Sex".
func (l Lang) PatientsSex() string {
	return pick(l, [3]string{"Sex", "লিঙ্গ", "लिंग"})
}

// PatientsSexFemale: "Female".
func (l Lang) PatientsSexFemale() string {
	return pick(l, [3]string{"Female", "নারী", "महिला"})
}

// PatientsSexMale: "Male".
func (l Lang) PatientsSexMale() string {
	return pick(l, [3]string{"Male", "পুরুষ", "पुरुष"})
}

// PatientsSexOther: "Other".
func (l Lang) PatientsSexOther() string {
	return pick(l, [3]string{"Other", "অন্যান্য", "अन्य"})
}

// PatientsSexShortFemale: "F".
func (l Lang) PatientsSexShortFemale() string {
	return pick(l, [3]string{"F", "নারী", "म"})
}

// PatientsSexShortMale: "M".
func (l Lang) PatientsSexShortMale() string {
	return pick(l, [3]string{"M", "পুরুষ", "पु"})
}

// PatientsSexShortOther: "O".
func (l Lang) PatientsSexShortOther() string {
	return pick(l, [3]string{"O", "অন্যান্য", "अन्य"})
}

// PatientsSomeoneNew: "Someone new".
func (l Lang) PatientsSomeoneNew() string {
	return pick(l, [3]string{"Someone new", "নতুন কেউ", "कोई नया"})
}

// PatientsTitle: "Patients".
func (l Lang) PatientsTitle() string {
	return pick(l, [3]string{"Patients", "রোগী", "मरीज़"})
}

// PatientsUnarchive: "Bring back".
func (l Lang) PatientsUnarchive() string {
	return pick(l, [3]string{"Bring back", "ফিরিয়ে আনুন", "वापस लाएँ"})
}

// PatientsUnarchiveDone: "Back in lists and searches.".
func (l Lang) PatientsUnarchiveDone() string {
	return pick(l, [3]string{"Back in lists and searches.", "আবার তালিকা ও খোঁজে আছে।", "फिर सूचियों और खोज में है।"})
}

// PatientsUnrestrict: "Lift the restriction".
func (l Lang) PatientsUnrestrict() string {
	return pick(l, [3]string{"Lift the restriction", "সীমা তুলে নিন", "सीमा हटाएँ"})
}

// PatientsUnrestrictDone: "The restriction is lifted.".
func (l Lang) PatientsUnrestrictDone() string {
	return pick(l, [3]string{"The restriction is lifted.", "সীমা তোলা হয়েছে।", "सीमा हटा दी गई है।"})
}
