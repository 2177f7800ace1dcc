// Code generated from catalog/staff.*.json by words/gen. DO NOT EDIT.

package words

// StaffActivate: "Activate again".
func (l Lang) StaffActivate() string {
	return pick(l, [3]string{"Activate again", "আবার সক্রিয় করুন", "फिर सक्रिय करें"})
}

// StaffActivated: "{{.Name}} is active again.".
func (l Lang) StaffActivated(name string) string {
	return fill(pick(l, [3]string{"{{.Name}} is active again.", "{{.Name}} আবার সক্রিয়।", "{{.Name}} फिर सक्रिय हैं।"}), "{{.Name}}", name)
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

// StaffInviteLead: "They choose their own password with a link that works once, for 72 hours.".
func (l Lang) StaffInviteLead() string {
	return pick(l, [3]string{"They choose their own password with a link that works once, for 72 hours.", "তাঁরা একবার ব্যবহারের লিংকে নিজের পাসওয়ার্ড দেন; লিংক ৭২ ঘণ্টা চলে।", "वे एक बार चलने वाले लिंक से अपना पासवर्ड चुनते हैं; लिंक 72 घंटे चलता है।"})
}

// StaffInviteLink: "Hand over this link yourself. It is shown once.".
func (l Lang) StaffInviteLink() string {
	return pick(l, [3]string{"Hand over this link yourself. It is shown once.", "লিংকটি নিজে পৌঁছে দিন। একবারই দেখানো হয়।", "यह लिंक ख़ुद दें। यह एक ही बार दिखता है।"})
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

// StaffLastSeen: "Last active".
func (l Lang) StaffLastSeen() string {
	return pick(l, [3]string{"Last active", "শেষ কাজ", "आख़िरी गतिविधि"})
}

// StaffLogin: "E-mail or phone".
func (l Lang) StaffLogin() string {
	return pick(l, [3]string{"E-mail or phone", "ই-মেইল বা ফোন", "ई-मेल या फ़ोन"})
}

// StaffName: "Name".
func (l Lang) StaffName() string {
	return pick(l, [3]string{"Name", "নাম", "नाम"})
}

// StaffPermissions: "May do".
func (l Lang) StaffPermissions() string {
	return pick(l, [3]string{"May do", "যা পারেন", "क्या कर सकते हैं"})
}

// StaffPermissionsCount: "{{.Count}} permissions".
func (l Lang) StaffPermissionsCount(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} permission", "{{.Count}}টি অনুমতি", "{{.Count}} अनुमति"}, [3]string{"{{.Count}} permissions", "{{.Count}}টি অনুমতি", "{{.Count}} अनुमतियाँ"}), "{{.Count}}", l.Int(count))
}

// StaffPermissionsExtra: "Added to the role".
func (l Lang) StaffPermissionsExtra() string {
	return pick(l, [3]string{"Added to the role", "ভূমিকার বাইরে যোগ করা", "भूमिका के अलावा जोड़ी गई"})
}

// StaffPermissionsLead: "Ticks follow the role. Change them one by one where this person differs.".
func (l Lang) StaffPermissionsLead() string {
	return pick(l, [3]string{"Ticks follow the role. Change them one by one where this person differs.", "ভূমিকা অনুযায়ী টিক দেওয়া আছে। এই মানুষটির জন্য আলাদা হলে একটি একটি করে বদলান।", "टिक भूमिका के अनुसार हैं। इस व्यक्ति के लिए अलग हो तो एक-एक करके बदलें।"})
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

// StaffSecondMissing: "Second step missing".
func (l Lang) StaffSecondMissing() string {
	return pick(l, [3]string{"Second step missing", "দ্বিতীয় ধাপ নেই", "दूसरा कदम नहीं"})
}

// StaffSecondOn: "Second step on".
func (l Lang) StaffSecondOn() string {
	return pick(l, [3]string{"Second step on", "দ্বিতীয় ধাপ চালু", "दूसरा कदम चालू"})
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
