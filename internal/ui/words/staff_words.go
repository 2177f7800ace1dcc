// Code generated from catalog/staff.*.json by words/gen. DO NOT EDIT.

package words

// StaffActivate: "Activate again".
func (l Lang) StaffActivate() string {
	return pick(l, [3]string{"Activate again", "আবার সক্রিয় করুন", "फिर सक्रिय करें"})
}

// StaffActivateLead: "They come back with the roles they had. Who left their last clinic gets a new link.".
func (l Lang) StaffActivateLead() string {
	return pick(l, [3]string{"They come back with the roles they had. Who left their last clinic gets a new link.", "আগের ভূমিকা নিয়েই তাঁরা ফিরবেন। যিনি শেষ ক্লিনিক ছেড়েছিলেন তিনি নতুন লিংক পাবেন।", "वे अपनी पुरानी भूमिकाओं के साथ लौटेंगे। जिसने आख़िरी क्लिनिक छोड़ा था उसे नया लिंक मिलेगा।"})
}

// StaffActivated: "{{.Name}} is active again.".
func (l Lang) StaffActivated(name string) string {
	return fill(pick(l, [3]string{"{{.Name}} is active again.", "{{.Name}} আবার সক্রিয়।", "{{.Name}} फिर सक्रिय हैं।"}), "{{.Name}}", name)
}

// StaffCashier: "cashier".
func (l Lang) StaffCashier() string {
	return pick(l, [3]string{"cashier", "ক্যাশিয়ার", "कैशियर"})
}

// StaffCashierTick: "Takes fees and prints receipts (+ cashier)".
func (l Lang) StaffCashierTick() string {
	return pick(l, [3]string{"Takes fees and prints receipts (+ cashier)", "ফি নেন ও রসিদ ছাপেন (+ ক্যাশিয়ার)", "फ़ीस लेते हैं और रसीद छापते हैं (+ कैशियर)"})
}

// StaffChamberAdd: "Add a chamber".
func (l Lang) StaffChamberAdd() string {
	return pick(l, [3]string{"Add a chamber", "চেম্বার যোগ করুন", "चैंबर जोड़ें"})
}

// StaffChamberAdded: "The chamber is open. Give people a role there.".
func (l Lang) StaffChamberAdded() string {
	return pick(l, [3]string{"The chamber is open. Give people a role there.", "চেম্বার খোলা হয়েছে। সেখানে কর্মীদের ভূমিকা দিন।", "चैंबर खुल गया। वहाँ लोगों को भूमिका दें।"})
}

// StaffChamberAddress: "Address".
func (l Lang) StaffChamberAddress() string {
	return pick(l, [3]string{"Address", "ঠিকানা", "पता"})
}

// StaffChamberClose: "Close this chamber".
func (l Lang) StaffChamberClose() string {
	return pick(l, [3]string{"Close this chamber", "এই চেম্বার বন্ধ করুন", "यह चैंबर बंद करें"})
}

// StaffChamberCloseLead: "From the next click nobody works in it. What was done there stays. It cannot be opened again.".
func (l Lang) StaffChamberCloseLead() string {
	return pick(l, [3]string{"From the next click nobody works in it. What was done there stays. It cannot be opened again.", "পরের ক্লিক থেকে এখানে কেউ কাজ করবেন না। যা হয়েছে তা থাকবে। আবার খোলা যাবে না।", "अगले क्लिक से इसमें कोई काम नहीं करेगा। जो हुआ वह रहेगा। इसे फिर नहीं खोला जा सकता।"})
}

// StaffChamberClosed: "The chamber is closed.".
func (l Lang) StaffChamberClosed() string {
	return pick(l, [3]string{"The chamber is closed.", "চেম্বার বন্ধ হয়েছে।", "चैंबर बंद हुआ।"})
}

// StaffChamberEdit: "Change the chamber".
func (l Lang) StaffChamberEdit() string {
	return pick(l, [3]string{"Change the chamber", "চেম্বার বদলান", "चैंबर बदलें"})
}

// StaffChamberName: "Name".
func (l Lang) StaffChamberName() string {
	return pick(l, [3]string{"Name", "নাম", "नाम"})
}

// StaffChamberOpen: "Open".
func (l Lang) StaffChamberOpen() string {
	return pick(l, [3]string{"Open", "খোলা", "खुला"})
}

// StaffChamberPhone: "Phone on paper".
func (l Lang) StaffChamberPhone() string {
	return pick(l, [3]string{"Phone on paper", "কাগজে ছাপা ফোন", "कागज़ पर छपा फ़ोन"})
}

// StaffChamberPhoneHint: "As printed on prescriptions and receipts.".
func (l Lang) StaffChamberPhoneHint() string {
	return pick(l, [3]string{"As printed on prescriptions and receipts.", "প্রেসক্রিপশন ও রসিদে যেমন ছাপা হয়।", "जैसा प्रिस्क्रिप्शन और रसीद पर छपता है।"})
}

// StaffChamberShut: "Closed".
func (l Lang) StaffChamberShut() string {
	return pick(l, [3]string{"Closed", "বন্ধ", "बंद"})
}

// StaffChambers: "Chambers".
func (l Lang) StaffChambers() string {
	return pick(l, [3]string{"Chambers", "চেম্বার", "चैंबर"})
}

// StaffCount: "{{.Count}} people work here".
func (l Lang) StaffCount(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} person works here", "{{.Count}} জন কাজ করেন", "{{.Count}} व्यक्ति काम करता है"}, [3]string{"{{.Count}} people work here", "{{.Count}} জন কাজ করেন", "{{.Count}} लोग काम करते हैं"}), "{{.Count}}", l.Int(count))
}

// StaffDeactivate: "Deactivate".
func (l Lang) StaffDeactivate() string {
	return pick(l, [3]string{"Deactivate", "নিষ্ক্রিয় করুন", "निष्क्रिय करें"})
}

// StaffDeactivateLead: "Their sessions end at once and they cannot sign in to this clinic. What they wrote and the log stay. You can activate them again.".
func (l Lang) StaffDeactivateLead() string {
	return pick(l, [3]string{"Their sessions end at once and they cannot sign in to this clinic. What they wrote and the log stay. You can activate them again.", "তাঁর সেশন সঙ্গে সঙ্গে শেষ হবে, এই ক্লিনিকে সাইন ইন করতে পারবেন না। তাঁর লেখা ও খাতা থাকবে। পরে আবার সক্রিয় করা যাবে।", "उनके सत्र तुरंत समाप्त होंगे और वे इस क्लिनिक में साइन इन नहीं कर सकेंगे। उनका लिखा और रजिस्टर बने रहेंगे। बाद में फिर सक्रिय कर सकते हैं।"})
}

// StaffDeactivateReason: "Reason".
func (l Lang) StaffDeactivateReason() string {
	return pick(l, [3]string{"Reason", "কারণ", "कारण"})
}

// StaffDeactivateTitle: "Deactivate {{.Name}}?".
func (l Lang) StaffDeactivateTitle(name string) string {
	return fill(pick(l, [3]string{"Deactivate {{.Name}}?", "{{.Name}}-কে নিষ্ক্রিয় করবেন?", "{{.Name}} को निष्क्रिय करें?"}), "{{.Name}}", name)
}

// StaffDeactivated: "{{.Name}} is deactivated.".
func (l Lang) StaffDeactivated(name string) string {
	return fill(pick(l, [3]string{"{{.Name}} is deactivated.", "{{.Name}} নিষ্ক্রিয় হয়েছেন।", "{{.Name}} निष्क्रिय हो गए।"}), "{{.Name}}", name)
}

// StaffEmpty: "Nobody else yet".
func (l Lang) StaffEmpty() string {
	return pick(l, [3]string{"Nobody else yet", "এখনো আর কেউ নেই", "अभी और कोई नहीं"})
}

// StaffEmptyHint: "Invite the people who work here, each with their own sign-in.".
func (l Lang) StaffEmptyHint() string {
	return pick(l, [3]string{"Invite the people who work here, each with their own sign-in.", "যাঁরা এখানে কাজ করেন তাঁদের প্রত্যেককে আলাদা সাইন ইন দিয়ে আমন্ত্রণ জানান।", "यहाँ काम करने वालों को न्योता दें, हर एक का अपना साइन इन।"})
}

// StaffInvite: "Invite".
func (l Lang) StaffInvite() string {
	return pick(l, [3]string{"Invite", "আমন্ত্রণ", "न्योता दें"})
}

// StaffInviteAgain: "Make a new link".
func (l Lang) StaffInviteAgain() string {
	return pick(l, [3]string{"Make a new link", "নতুন লিংক তৈরি", "नया लिंक बनाएँ"})
}

// StaffInviteHanded: "I have handed it over".
func (l Lang) StaffInviteHanded() string {
	return pick(l, [3]string{"I have handed it over", "আমি দিয়ে দিয়েছি", "मैंने दे दिया"})
}

// StaffInviteKnown: "They sign in already".
func (l Lang) StaffInviteKnown() string {
	return pick(l, [3]string{"They sign in already", "তাঁরা আগে থেকেই সাইন ইন করেন", "वे पहले से साइन इन करते हैं"})
}

// StaffInviteKnownLead: "No link is needed: after signing in as always they choose this clinic.".
func (l Lang) StaffInviteKnownLead() string {
	return pick(l, [3]string{"No link is needed: after signing in as always they choose this clinic.", "লিংক লাগবে না: আগের মতো সাইন ইন করে তাঁরা এই ক্লিনিক বাছবেন।", "लिंक की ज़रूरत नहीं: हमेशा की तरह साइन इन करके वे यह क्लिनिक चुनेंगे।"})
}

// StaffInviteLead: "They choose their own password with a link that works once, for 7 days.".
func (l Lang) StaffInviteLead() string {
	return pick(l, [3]string{"They choose their own password with a link that works once, for 7 days.", "একবার কাজ করে এমন লিংকে তাঁরা নিজের পাসওয়ার্ড বাছেন; লিংক ৭ দিন চলে।", "वे एक बार चलने वाले लिंक से अपना पासवर्ड चुनते हैं; लिंक 7 दिन चलता है।"})
}

// StaffInviteLink: "Hand over this link yourself. It is shown once.".
func (l Lang) StaffInviteLink() string {
	return pick(l, [3]string{"Hand over this link yourself. It is shown once.", "লিংকটি নিজে পৌঁছে দিন। একবারই দেখানো হয়।", "यह लिंक ख़ुद दें। यह एक ही बार दिखता है।"})
}

// StaffInviteOnce: "It works once, for 7 days. If it is lost, make a new one; the old one then stops.".
func (l Lang) StaffInviteOnce() string {
	return pick(l, [3]string{"It works once, for 7 days. If it is lost, make a new one; the old one then stops.", "এটি একবার কাজ করে, ৭ দিন পর্যন্ত। হারালে নতুন বানান; তখন পুরোনোটি বন্ধ হয়।", "यह एक बार चलता है, 7 दिन तक। खो जाए तो नया बनाएँ; तब पुराना बंद हो जाता है।"})
}

// StaffInviteQr: "Or let them scan it with their own phone:".
func (l Lang) StaffInviteQr() string {
	return pick(l, [3]string{"Or let them scan it with their own phone:", "অথবা তাঁরা নিজের ফোনে স্ক্যান করুন:", "या वे अपने फ़ोन से स्कैन करें:"})
}

// StaffInviteSent: "{{.Name}} is invited.".
func (l Lang) StaffInviteSent(name string) string {
	return fill(pick(l, [3]string{"{{.Name}} is invited.", "{{.Name}}-কে আমন্ত্রণ জানানো হয়েছে।", "{{.Name}} को न्योता भेज दिया गया।"}), "{{.Name}}", name)
}

// StaffInviteTitle: "Invite a colleague".
func (l Lang) StaffInviteTitle() string {
	return pick(l, [3]string{"Invite a colleague", "সহকর্মীকে আমন্ত্রণ", "सहकर्मी को न्योता"})
}

// StaffLastOwner: "A clinic keeps at least one owner.".
func (l Lang) StaffLastOwner() string {
	return pick(l, [3]string{"A clinic keeps at least one owner.", "ক্লিনিকে অন্তত একজন মালিক থাকতে হয়।", "क्लिनिक में कम से कम एक मालिक रहना चाहिए।"})
}

// StaffLastSeen: "Last sign-in".
func (l Lang) StaffLastSeen() string {
	return pick(l, [3]string{"Last sign-in", "শেষ সাইন ইন", "पिछला साइन इन"})
}

// StaffLogin: "E-mail or phone".
func (l Lang) StaffLogin() string {
	return pick(l, [3]string{"E-mail or phone", "ই-মেইল বা ফোন", "ई-मेल या फ़ोन"})
}

// StaffLoginHint: "They sign in with this.".
func (l Lang) StaffLoginHint() string {
	return pick(l, [3]string{"They sign in with this.", "এটি দিয়ে তাঁরা সাইন ইন করেন।", "वे इसी से साइन इन करते हैं।"})
}

// StaffMember: "Colleague".
func (l Lang) StaffMember() string {
	return pick(l, [3]string{"Colleague", "সহকর্মী", "सहकर्मी"})
}

// StaffName: "Name".
func (l Lang) StaffName() string {
	return pick(l, [3]string{"Name", "নাম", "नाम"})
}

// StaffNever: "Never".
func (l Lang) StaffNever() string {
	return pick(l, [3]string{"Never", "কখনও না", "कभी नहीं"})
}

// StaffPermissions: "May do".
func (l Lang) StaffPermissions() string {
	return pick(l, [3]string{"May do", "যা পারেন", "क्या कर सकते हैं"})
}

// StaffPermissionsCount: "{{.Count}} permissions".
func (l Lang) StaffPermissionsCount(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} permission", "{{.Count}}টি অনুমতি", "{{.Count}} अनुमति"}, [3]string{"{{.Count}} permissions", "{{.Count}}টি অনুমতি", "{{.Count}} अनुमतियाँ"}), "{{.Count}}", l.Int(count))
}

// StaffPermissionsEdit: "Single rights".
func (l Lang) StaffPermissionsEdit() string {
	return pick(l, [3]string{"Single rights", "আলাদা অধিকার", "अलग-अलग अधिकार"})
}

// StaffPermissionsExtra: "Added to the role".
func (l Lang) StaffPermissionsExtra() string {
	return pick(l, [3]string{"Added to the role", "ভূমিকার বাইরে যোগ করা", "भूमिका के अलावा जोड़ी गई"})
}

// StaffPermissionsLead: "Ticks follow the role. Change them one by one where this person differs.".
func (l Lang) StaffPermissionsLead() string {
	return pick(l, [3]string{"Ticks follow the role. Change them one by one where this person differs.", "ভূমিকা অনুযায়ী টিক দেওয়া আছে। এই মানুষটির জন্য আলাদা হলে একটি একটি করে বদলান।", "टिक भूमिका के अनुसार हैं। इस व्यक्ति के लिए अलग हो तो एक-एक करके बदलें।"})
}

// StaffPlace: "Place here".
func (l Lang) StaffPlace() string {
	return pick(l, [3]string{"Place here", "এখানকার জায়গা", "यहाँ की जगह"})
}

// StaffReasonChoose: "Choose".
func (l Lang) StaffReasonChoose() string {
	return pick(l, [3]string{"Choose", "বাছুন", "चुनें"})
}

// StaffRenamed: "The name is saved.".
func (l Lang) StaffRenamed() string {
	return pick(l, [3]string{"The name is saved.", "নাম সংরক্ষিত।", "नाम सहेजा गया।"})
}

// StaffRightsLess: "taken from the role".
func (l Lang) StaffRightsLess() string {
	return pick(l, [3]string{"taken from the role", "ভূমিকা থেকে বাদ", "भूमिका से हटाया गया"})
}

// StaffRightsMore: "added to the role".
func (l Lang) StaffRightsMore() string {
	return pick(l, [3]string{"added to the role", "ভূমিকার বাড়তি", "भूमिका में जोड़ा गया"})
}

// StaffRightsTitle: "Single rights".
func (l Lang) StaffRightsTitle() string {
	return pick(l, [3]string{"Single rights", "আলাদা অধিকার", "अलग-अलग अधिकार"})
}

// StaffRole: "Role".
func (l Lang) StaffRole() string {
	return pick(l, [3]string{"Role", "ভূমিকা", "भूमिका"})
}

// StaffRoleChange: "Change role".
func (l Lang) StaffRoleChange() string {
	return pick(l, [3]string{"Change role", "ভূমিকা বদলান", "भूमिका बदलें"})
}

// StaffRoleIn: "Role in {{.Chamber}}".
func (l Lang) StaffRoleIn(chamber string) string {
	return fill(pick(l, [3]string{"Role in {{.Chamber}}", "{{.Chamber}}-এ ভূমিকা", "{{.Chamber}} में भूमिका"}), "{{.Chamber}}", chamber)
}

// StaffRoleNone: "No role here".
func (l Lang) StaffRoleNone() string {
	return pick(l, [3]string{"No role here", "এখানে ভূমিকা নেই", "यहाँ भूमिका नहीं"})
}

// StaffSaved: "Saved. It holds from the next click of {{.Name}}.".
func (l Lang) StaffSaved(name string) string {
	return fill(pick(l, [3]string{"Saved. It holds from the next click of {{.Name}}.", "সংরক্ষিত। {{.Name}}-এর পরের ক্লিক থেকেই কার্যকর।", "सहेजा गया। {{.Name}} के अगले क्लिक से लागू।"}), "{{.Name}}", name)
}

// StaffSecond: "Second step".
func (l Lang) StaffSecond() string {
	return pick(l, [3]string{"Second step", "দ্বিতীয় ধাপ", "दूसरा कदम"})
}

// StaffSecondDoReset: "Reset second step".
func (l Lang) StaffSecondDoReset() string {
	return pick(l, [3]string{"Reset second step", "দ্বিতীয় ধাপ নতুন করে", "दूसरा कदम रीसेट करें"})
}

// StaffSecondLead: "A reset lets them set up a new phone at the next sign-in. A new link lets them choose a new password; hand it over yourself.".
func (l Lang) StaffSecondLead() string {
	return pick(l, [3]string{"A reset lets them set up a new phone at the next sign-in. A new link lets them choose a new password; hand it over yourself.", "নতুন করলে পরের সাইন ইনে নতুন ফোন যোগ করা যাবে। নতুন লিংকে নতুন পাসওয়ার্ড বাছা যায়; লিংকটি নিজে হাতে দিন।", "रीसेट करने पर अगले साइन इन में नया फ़ोन जोड़ा जा सकेगा। नए लिंक से नया पासवर्ड चुना जाता है; लिंक खुद हाथ में दें।"})
}

// StaffSecondMissing: "Second step missing".
func (l Lang) StaffSecondMissing() string {
	return pick(l, [3]string{"Second step missing", "দ্বিতীয় ধাপ নেই", "दूसरा कदम नहीं"})
}

// StaffSecondNone: "Not used".
func (l Lang) StaffSecondNone() string {
	return pick(l, [3]string{"Not used", "ব্যবহার হয় না", "इस्तेमाल नहीं"})
}

// StaffSecondOn: "Second step on".
func (l Lang) StaffSecondOn() string {
	return pick(l, [3]string{"Second step on", "দ্বিতীয় ধাপ চালু", "दूसरा कदम चालू"})
}

// StaffSecondReset: "{{.Name}} sets up a new second step at the next sign-in.".
func (l Lang) StaffSecondReset(name string) string {
	return fill(pick(l, [3]string{"{{.Name}} sets up a new second step at the next sign-in.", "{{.Name}} পরের সাইন ইনে নতুন দ্বিতীয় ধাপ চালু করবেন।", "{{.Name}} अगले साइन इन में नया दूसरा कदम चालू करेंगे।"}), "{{.Name}}", name)
}

// StaffSignIn: "Sign-in".
func (l Lang) StaffSignIn() string {
	return pick(l, [3]string{"Sign-in", "সাইন ইন", "साइन इन"})
}

// StaffSince: "Here since".
func (l Lang) StaffSince() string {
	return pick(l, [3]string{"Here since", "এখানে আছেন", "यहाँ कब से"})
}

// StaffState: "State".
func (l Lang) StaffState() string {
	return pick(l, [3]string{"State", "অবস্থা", "स्थिति"})
}

// StaffStateActive: "Active".
func (l Lang) StaffStateActive() string {
	return pick(l, [3]string{"Active", "সক্রিয়", "सक्रिय"})
}

// StaffStateInvited: "Invited".
func (l Lang) StaffStateInvited() string {
	return pick(l, [3]string{"Invited", "আমন্ত্রিত", "न्योता भेजा"})
}

// StaffStateOff: "Deactivated".
func (l Lang) StaffStateOff() string {
	return pick(l, [3]string{"Deactivated", "নিষ্ক্রিয়", "निष्क्रिय"})
}

// StaffTitle: "Staff".
func (l Lang) StaffTitle() string {
	return pick(l, [3]string{"Staff", "কর্মী", "स्टाफ़"})
}

// StaffYou: "you".
func (l Lang) StaffYou() string {
	return pick(l, [3]string{"you", "আপনি", "आप"})
}
