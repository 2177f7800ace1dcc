// Code generated from catalog/trail.*.json by words/gen. DO NOT EDIT.

package words

// TrailAddress: "Address".
func (l Lang) TrailAddress() string {
	return pick(l, [3]string{"Address", "ঠিকানা", "पता"})
}

// TrailCaption: "Access log, newest first".
func (l Lang) TrailCaption() string {
	return pick(l, [3]string{"Access log, newest first", "দেখার খাতা, নতুন আগে", "पहुँच रजिस्टर, नए पहले"})
}

// TrailChamber: "Chamber".
func (l Lang) TrailChamber() string {
	return pick(l, [3]string{"Chamber", "চেম্বার", "चैंबर"})
}

// TrailCheckpoint: "Last checkpoint".
func (l Lang) TrailCheckpoint() string {
	return pick(l, [3]string{"Last checkpoint", "শেষ চেকপয়েন্ট", "आख़िरी चेकपॉइंट"})
}

// TrailCheckpointAt: "{{.Number}} at {{.Time}}".
func (l Lang) TrailCheckpointAt(number int, time string) string {
	return fill(pick(l, [3]string{"{{.Number}} at {{.Time}}", "{{.Number}}, {{.Time}}-এ", "{{.Number}}, {{.Time}} पर"}), "{{.Number}}", l.Int(number), "{{.Time}}", time)
}

// TrailCheckpointNone: "No checkpoint yet".
func (l Lang) TrailCheckpointNone() string {
	return pick(l, [3]string{"No checkpoint yet", "এখনো চেকপয়েন্ট নেই", "अभी कोई चेकपॉइंट नहीं"})
}

// TrailCount: "{{.Count}} entries since {{.Date}}".
func (l Lang) TrailCount(count int, date string) string {
	return fill(plural(l, count, [3]string{"{{.Count}} entry since {{.Date}}", "{{.Date}} থেকে {{.Count}}টি লেখা", "{{.Date}} से {{.Count}} प्रविष्टि"}, [3]string{"{{.Count}} entries since {{.Date}}", "{{.Date}} থেকে {{.Count}}টি লেখা", "{{.Date}} से {{.Count}} प्रविष्टियाँ"}), "{{.Count}}", l.Int(count), "{{.Date}}", date)
}

// TrailDetail: "Details".
func (l Lang) TrailDetail() string {
	return pick(l, [3]string{"Details", "বিস্তারিত", "विवरण"})
}

// TrailDevice: "Device".
func (l Lang) TrailDevice() string {
	return pick(l, [3]string{"Device", "যন্ত্র", "डिवाइस"})
}

// TrailEmpty: "No entry matches".
func (l Lang) TrailEmpty() string {
	return pick(l, [3]string{"No entry matches", "কোনো লেখা মেলেনি", "कोई प्रविष्टि नहीं मिली"})
}

// TrailEmptyHint: "Choose a longer time or fewer filters.".
func (l Lang) TrailEmptyHint() string {
	return pick(l, [3]string{"Choose a longer time or fewer filters.", "সময় বাড়ান বা ছাঁকনি কমান।", "समय बढ़ाएँ या फ़िल्टर घटाएँ।"})
}

// TrailEntry: "Entry".
func (l Lang) TrailEntry() string {
	return pick(l, [3]string{"Entry", "লেখা", "प्रविष्टि"})
}

// TrailEntryLeaf: "This entry's fingerprint is {{.Hash}}.".
func (l Lang) TrailEntryLeaf(hash string) string {
	return fill(pick(l, [3]string{"This entry's fingerprint is {{.Hash}}.", "এই লেখার ছাপ {{.Hash}}।", "इस प्रविष्टि की छाप {{.Hash}} है।"}), "{{.Hash}}", hash)
}

// TrailEntryNumber: "Entry {{.Number}}".
func (l Lang) TrailEntryNumber(number int) string {
	return fill(pick(l, [3]string{"Entry {{.Number}}", "লেখা {{.Number}}", "प्रविष्टि {{.Number}}"}), "{{.Number}}", l.Int(number))
}

// TrailEntryPath: "Combined with {{.Count}} neighbouring fingerprints it gives the root {{.Root}}.".
func (l Lang) TrailEntryPath(count int, root string) string {
	return fill(plural(l, count, [3]string{"Combined with {{.Count}} neighbouring fingerprint it gives the root {{.Root}}.", "পাশের {{.Count}}টি ছাপের সঙ্গে মিলে মূল ছাপ {{.Root}} হয়।", "पास की {{.Count}} छाप के साथ मिलकर मूल छाप {{.Root}} बनती है।"}, [3]string{"Combined with {{.Count}} neighbouring fingerprints it gives the root {{.Root}}.", "পাশের {{.Count}}টি ছাপের সঙ্গে মিলে মূল ছাপ {{.Root}} হয়।", "पास की {{.Count}} छापों के साथ मिलकर मूल छाप {{.Root}} बनती है।"}), "{{.Count}}", l.Int(count), "{{.Root}}", root)
}

// TrailEntryProof: "In the log, unchanged since it was written".
func (l Lang) TrailEntryProof() string {
	return pick(l, [3]string{"In the log, unchanged since it was written", "খাতায় আছে, লেখার পর থেকে অপরিবর্তিত", "रजिस्टर में है, लिखे जाने के बाद से अपरिवर्तित"})
}

// TrailEntryTitle: "What happened".
func (l Lang) TrailEntryTitle() string {
	return pick(l, [3]string{"What happened", "কী ঘটেছিল", "क्या हुआ"})
}

// TrailEntryUnsigned: "Written, not yet under a checkpoint".
func (l Lang) TrailEntryUnsigned() string {
	return pick(l, [3]string{"Written, not yet under a checkpoint", "লেখা হয়েছে, এখনও চেকপয়েন্টে আসেনি", "लिखा गया, अभी चेकपॉइंट में नहीं"})
}

// TrailEntryWait: "The next checkpoint, within a minute, signs it with all before it.".
func (l Lang) TrailEntryWait() string {
	return pick(l, [3]string{"The next checkpoint, within a minute, signs it with all before it.", "এক মিনিটের মধ্যে পরের চেকপয়েন্ট আগের সবসহ এটিতে সই করবে।", "एक मिनट में अगला चेकपॉइंट पहले की सब के साथ इस पर हस्ताक्षर करेगा।"})
}

// TrailFilterApply: "Show".
func (l Lang) TrailFilterApply() string {
	return pick(l, [3]string{"Show", "দেখান", "दिखाएँ"})
}

// TrailFilterFrom: "From".
func (l Lang) TrailFilterFrom() string {
	return pick(l, [3]string{"From", "শুরু", "से"})
}

// TrailFilterPatient: "Patient number".
func (l Lang) TrailFilterPatient() string {
	return pick(l, [3]string{"Patient number", "রোগীর নম্বর", "मरीज़ का नंबर"})
}

// TrailFilterPatientUnknown: "Nobody has this number.".
func (l Lang) TrailFilterPatientUnknown() string {
	return pick(l, [3]string{"Nobody has this number.", "এই নম্বরের কেউ নেই।", "इस नंबर का कोई नहीं है।"})
}

// TrailFilterTo: "To".
func (l Lang) TrailFilterTo() string {
	return pick(l, [3]string{"To", "শেষ", "तक"})
}

// TrailFilterVerb: "Act".
func (l Lang) TrailFilterVerb() string {
	return pick(l, [3]string{"Act", "কাজ", "काम"})
}

// TrailFilters: "Filters".
func (l Lang) TrailFilters() string {
	return pick(l, [3]string{"Filters", "ছাঁকনি", "फ़िल्टर"})
}

// TrailKeep: "Key and checkpoint to keep".
func (l Lang) TrailKeep() string {
	return pick(l, [3]string{"Key and checkpoint to keep", "রাখার মতো চাবি ও চেকপয়েন্ট", "रखने लायक कुंजी और चेकपॉइंट"})
}

// TrailKeepLead: "Keep both outside this computer, on paper too. With them anybody can check later that this log was not changed.".
func (l Lang) TrailKeepLead() string {
	return pick(l, [3]string{"Keep both outside this computer, on paper too. With them anybody can check later that this log was not changed.", "দুটোই এই কম্পিউটারের বাইরে রাখুন, কাগজেও। এগুলো দিয়ে পরে যে কেউ দেখতে পারবেন খাতাটি বদলানো হয়নি।", "दोनों को इस कंप्यूटर से बाहर रखें, कागज़ पर भी। इनसे बाद में कोई भी जाँच सकेगा कि यह रजिस्टर बदला नहीं गया।"})
}

// TrailKey: "Verifier key".
func (l Lang) TrailKey() string {
	return pick(l, [3]string{"Verifier key", "যাচাইয়ের চাবি", "जाँच की कुंजी"})
}

// TrailLiveLead: "The newest entries as they are written.".
func (l Lang) TrailLiveLead() string {
	return pick(l, [3]string{"The newest entries as they are written.", "লেখা হওয়ার সঙ্গে সঙ্গে নতুনগুলো।", "लिखते ही सबसे नई प्रविष्टियाँ।"})
}

// TrailLiveTitle: "Live".
func (l Lang) TrailLiveTitle() string {
	return pick(l, [3]string{"Live", "সরাসরি", "लाइव"})
}

// TrailLiveWait: "Waiting for the next entry.".
func (l Lang) TrailLiveWait() string {
	return pick(l, [3]string{"Waiting for the next entry.", "পরের লেখার অপেক্ষায়।", "अगली प्रविष्टि का इंतज़ार।"})
}

// TrailNoReason: "None given".
func (l Lang) TrailNoReason() string {
	return pick(l, [3]string{"None given", "বলা হয়নি", "नहीं बताया"})
}

// TrailOthers: "and {{.Count}} more records".
func (l Lang) TrailOthers(count int) string {
	return fill(plural(l, count, [3]string{"and {{.Count}} more record", "আরও {{.Count}}টি রেকর্ড", "और {{.Count}} रिकॉर्ड"}, [3]string{"and {{.Count}} more records", "আরও {{.Count}}টি রেকর্ড", "और {{.Count}} रिकॉर्ड"}), "{{.Count}}", l.Int(count))
}

// TrailOutcome: "Outcome".
func (l Lang) TrailOutcome() string {
	return pick(l, [3]string{"Outcome", "ফল", "नतीजा"})
}

// TrailPatient: "Patient".
func (l Lang) TrailPatient() string {
	return pick(l, [3]string{"Patient", "রোগী", "मरीज़"})
}

// TrailPruned: "Older than the retention: only who, what and when remain.".
func (l Lang) TrailPruned() string {
	return pick(l, [3]string{"Older than the retention: only who, what and when remain.", "রাখার সময় পেরিয়েছে: শুধু কে, কী ও কখন আছে।", "रखने की अवधि बीत गई: केवल कौन, क्या और कब बचा है।"})
}

// TrailRecord: "Record".
func (l Lang) TrailRecord() string {
	return pick(l, [3]string{"Record", "রেকর্ড", "रिकॉर्ड"})
}

// TrailRecords: "{{.Count}} records".
func (l Lang) TrailRecords(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} record", "{{.Count}}টি রেকর্ড", "{{.Count}} रिकॉर्ड"}, [3]string{"{{.Count}} records", "{{.Count}}টি রেকর্ড", "{{.Count}} रिकॉर्ड"}), "{{.Count}}", l.Int(count))
}

// TrailRoleThen: "Role then".
func (l Lang) TrailRoleThen() string {
	return pick(l, [3]string{"Role then", "তখনকার ভূমিকা", "तब की भूमिका"})
}

// TrailRoot: "Root".
func (l Lang) TrailRoot() string {
	return pick(l, [3]string{"Root", "মূল ছাপ", "मूल छाप"})
}

// TrailScreen: "Screen".
func (l Lang) TrailScreen() string {
	return pick(l, [3]string{"Screen", "পাতা", "स्क्रीन"})
}

// TrailSession: "Session".
func (l Lang) TrailSession() string {
	return pick(l, [3]string{"Session", "সেশন", "सत्र"})
}

// TrailSize: "{{.Count}} entries".
func (l Lang) TrailSize(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} entry", "{{.Count}}টি ভুক্তি", "{{.Count}} प्रविष्टि"}, [3]string{"{{.Count}} entries", "{{.Count}}টি ভুক্তি", "{{.Count}} प्रविष्टियाँ"}), "{{.Count}}", l.Int(count))
}

// TrailSomebody: "Somebody not signed in".
func (l Lang) TrailSomebody() string {
	return pick(l, [3]string{"Somebody not signed in", "সাইন ইন না করা কেউ", "बिना साइन इन कोई"})
}

// TrailSystem: "Kosh itself".
func (l Lang) TrailSystem() string {
	return pick(l, [3]string{"Kosh itself", "কোষ নিজে", "कोष स्वयं"})
}

// TrailTimes: "{{.Count}} times".
func (l Lang) TrailTimes(count int) string {
	return fill(plural(l, count, [3]string{"{{.Count}} time", "{{.Count}} বার", "{{.Count}} बार"}, [3]string{"{{.Count}} times", "{{.Count}} বার", "{{.Count}} बार"}), "{{.Count}}", l.Int(count))
}

// TrailTitle: "Access log".
func (l Lang) TrailTitle() string {
	return pick(l, [3]string{"Access log", "দেখার খাতা", "पहुँच रजिस्टर"})
}

// TrailVerify: "Verify this log".
func (l Lang) TrailVerify() string {
	return pick(l, [3]string{"Verify this log", "খাতা যাচাই করুন", "रजिस्टर जाँचें"})
}

// TrailVerifyBad: "This log does not verify".
func (l Lang) TrailVerifyBad() string {
	return pick(l, [3]string{"This log does not verify", "এই খাতা যাচাইয়ে মেলেনি", "यह रजिस्टर जाँच में सही नहीं निकला"})
}

// TrailVerifyBadEntry: "The first entry that does not fit is number {{.Number}}. Do not restart or restore; call the person who runs Kosh.".
func (l Lang) TrailVerifyBadEntry(number int) string {
	return fill(pick(l, [3]string{"The first entry that does not fit is number {{.Number}}. Do not restart or restore; call the person who runs Kosh.", "প্রথম যে লেখাটি মেলে না তার নম্বর {{.Number}}। রিস্টার্ট বা রিস্টোর করবেন না; যিনি কোষ চালান তাঁকে ডাকুন।", "जो पहली प्रविष्टि मेल नहीं खाती उसका नंबर {{.Number}} है। रीस्टार्ट या रीस्टोर न करें; कोष चलाने वाले को बुलाएँ।"}), "{{.Number}}", l.Int(number))
}

// TrailVerifyBadLog: "It is not about one entry but about the log as a whole. Do not restart or restore; call the person who runs Kosh.".
func (l Lang) TrailVerifyBadLog() string {
	return pick(l, [3]string{"It is not about one entry but about the log as a whole. Do not restart or restore; call the person who runs Kosh.", "একটি ভুক্তি নয়, পুরো খাতাতেই সমস্যা। পুনরায় চালু বা পুনরুদ্ধার করবেন না; যিনি কোষ চালান তাঁকে ডাকুন।", "गड़बड़ी एक प्रविष्टि में नहीं, पूरे रजिस्टर में है। न दोबारा चालू करें न बहाल; कोष चलाने वाले को बुलाएँ।"})
}

// TrailVerifyBadRange: "The first entry that does not fit is one of {{.From}} to {{.To}}. Do not restart or restore; call the person who runs Kosh.".
func (l Lang) TrailVerifyBadRange(from string, to string) string {
	return fill(pick(l, [3]string{"The first entry that does not fit is one of {{.From}} to {{.To}}. Do not restart or restore; call the person who runs Kosh.", "প্রথম অমিল ভুক্তি {{.From}} থেকে {{.To}}-এর একটি। পুনরায় চালু বা পুনরুদ্ধার করবেন না; যিনি কোষ চালান তাঁকে ডাকুন।", "पहली बेमेल प्रविष्टि {{.From}} से {{.To}} में से एक है। न दोबारा चालू करें न बहाल; कोष चलाने वाले को बुलाएँ।"}), "{{.From}}", from, "{{.To}}", to)
}

// TrailVerifyEntries: "Verified {{.Time}}, all {{.Count}} entries intact".
func (l Lang) TrailVerifyEntries(time string, count int) string {
	return fill(plural(l, count, [3]string{"Verified {{.Time}}, {{.Count}} entry intact", "{{.Time}}-এ যাচাই, {{.Count}}টি লেখা অক্ষত", "{{.Time}} पर जाँचा, {{.Count}} प्रविष्टि ज्यों की त्यों"}, [3]string{"Verified {{.Time}}, all {{.Count}} entries intact", "{{.Time}}-এ যাচাই, সব {{.Count}}টি লেখা অক্ষত", "{{.Time}} पर जाँचा, सभी {{.Count}} प्रविष्टियाँ ज्यों की त्यों"}), "{{.Time}}", time, "{{.Count}}", l.Int(count))
}

// TrailVerifyIndex: "The list of who opened which record was made again from the entries and agrees, for {{.Count}} patients.".
func (l Lang) TrailVerifyIndex(count int) string {
	return fill(plural(l, count, [3]string{"The list of who opened which record was made again from the entries and agrees, for {{.Count}} patient.", "কে কোন নথি খুলেছেন সেই তালিকা ভুক্তি থেকে আবার বানানো হয়েছে এবং মিলেছে, {{.Count}} জন রোগীর জন্য।", "किसने कौन सा रिकॉर्ड खोला, यह सूची प्रविष्टियों से फिर बनाई गई और मेल खाती है, {{.Count}} मरीज़ के लिए।"}, [3]string{"The list of who opened which record was made again from the entries and agrees, for {{.Count}} patients.", "কে কোন নথি খুলেছেন সেই তালিকা ভুক্তি থেকে আবার বানানো হয়েছে এবং মিলেছে, {{.Count}} জন রোগীর জন্য।", "किसने कौन सा रिकॉर्ड खोला, यह सूची प्रविष्टियों से फिर बनाई गई और मेल खाती है, {{.Count}} मरीज़ों के लिए।"}), "{{.Count}}", l.Int(count))
}

// TrailVerifyLimits: "This proves that nothing was changed, removed or inserted after the checkpoint was seen outside. It cannot prove that everything was written down.".
func (l Lang) TrailVerifyLimits() string {
	return pick(l, [3]string{"This proves that nothing was changed, removed or inserted after the checkpoint was seen outside. It cannot prove that everything was written down.", "এতে প্রমাণ হয়, চেকপয়েন্ট বাইরে দেখা যাওয়ার পর কিছু বদলানো, সরানো বা ঢোকানো হয়নি। সবকিছু লেখা হয়েছিল কি না তা এতে প্রমাণ হয় না।", "इससे साबित होता है कि चेकपॉइंट बाहर देखे जाने के बाद कुछ बदला, हटाया या जोड़ा नहीं गया। सब कुछ लिखा गया था, यह इससे साबित नहीं होता।"})
}

// TrailVerifyOk: "Unchanged since it was written".
func (l Lang) TrailVerifyOk() string {
	return pick(l, [3]string{"Unchanged since it was written", "লেখার পর থেকে অপরিবর্তিত", "लिखे जाने के बाद से अपरिवर्तित"})
}

// TrailVerifyRead: "All {{.Count}} entries were read again and their fingerprints computed anew.".
func (l Lang) TrailVerifyRead(count int) string {
	return fill(plural(l, count, [3]string{"The one entry was read again and its fingerprint computed anew.", "একমাত্র লেখাটি আবার পড়ে ছাপ নতুন করে বের করা হয়েছে।", "एकमात्र प्रविष्टि दोबारा पढ़ी गई और उसकी छाप नए सिरे से निकाली गई।"}, [3]string{"All {{.Count}} entries were read again and their fingerprints computed anew.", "সব {{.Count}}টি লেখা আবার পড়ে প্রতিটির ছাপ নতুন করে বের করা হয়েছে।", "सभी {{.Count}} प्रविष्टियाँ दोबारा पढ़ी गईं और उनकी छाप नए सिरे से निकाली गई।"}), "{{.Count}}", l.Int(count))
}

// TrailVerifyReport: "The checker's own report".
func (l Lang) TrailVerifyReport() string {
	return pick(l, [3]string{"The checker's own report", "যাচাইকারীর নিজের বিবরণ", "जाँचने वाले की अपनी रिपोर्ट"})
}

// TrailVerifyRoot: "Together they give the root {{.Root}}, the same as the signed one.".
func (l Lang) TrailVerifyRoot(root string) string {
	return fill(pick(l, [3]string{"Together they give the root {{.Root}}, the same as the signed one.", "সব মিলে মূল ছাপ {{.Root}}, সই করাটির সঙ্গে হুবহু এক।", "सब मिलकर मूल छाप {{.Root}} बनती है, जो हस्ताक्षरित छाप जैसी ही है।"}), "{{.Root}}", root)
}

// TrailVerifySigned: "That root was signed at {{.Time}} by the clinic's own key.".
func (l Lang) TrailVerifySigned(time string) string {
	return fill(pick(l, [3]string{"That root was signed at {{.Time}} by the clinic's own key.", "সেই মূল ছাপে {{.Time}}-এ ক্লিনিকের নিজের চাবি দিয়ে সই করা হয়েছে।", "उस मूल छाप पर {{.Time}} पर क्लिनिक की अपनी कुंजी से हस्ताक्षर हुए।"}), "{{.Time}}", time)
}

// TrailVerifyTook: "Took {{.Time}}.".
func (l Lang) TrailVerifyTook(time string) string {
	return fill(pick(l, [3]string{"Took {{.Time}}.", "সময় লেগেছে {{.Time}}।", "{{.Time}} लगे।"}), "{{.Time}}", time)
}

// TrailWhat: "Did what".
func (l Lang) TrailWhat() string {
	return pick(l, [3]string{"Did what", "কী করেছেন", "क्या किया"})
}

// TrailWhen: "When".
func (l Lang) TrailWhen() string {
	return pick(l, [3]string{"When", "কখন", "कब"})
}

// TrailWhere: "Where from".
func (l Lang) TrailWhere() string {
	return pick(l, [3]string{"Where from", "কোথা থেকে", "कहाँ से"})
}

// TrailWho: "Who".
func (l Lang) TrailWho() string {
	return pick(l, [3]string{"Who", "কে", "कौन"})
}

// TrailWhy: "Why".
func (l Lang) TrailWhy() string {
	return pick(l, [3]string{"Why", "কেন", "क्यों"})
}
