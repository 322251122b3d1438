package triage

import (
	"strings"
	"testing"
)

// eraLines are LinkedIn's default lines by language, four eras each: "add you to
// my network" (to 2015), "connect with you" (2015), "join your LinkedIn
// network" (2016), "join your professional network" (2023); formal and informal.
// Beside them stand notes of few words that speak of LinkedIn and are sincere.
var eraLines = map[string]struct {
	hello, bye string
	lines      []string
	sincere    [3]string
}{
	"en": {"Hi Martha,", "Best regards", []string{
		"I'd like to add you to my professional network on LinkedIn.", "I'd like to connect with you on LinkedIn.", "I'd like to join your LinkedIn network.", "I'd like to join your professional network.",
		"I would like to join your professional network on LinkedIn.", "I would like to connect with you via LinkedIn.",
	}, [3]string{"We met at the Ghent trade fair on Tuesday; happy to have you in my network.", "After our talk about bee keeping I looked you up on LinkedIn.", "Your lecture on glacier melt made me search for you on LinkedIn."}},
	"de": {"Hallo Martha,", "Viele Grüße", []string{
		"Ich möchte Sie zu meinem beruflichen LinkedIn-Netzwerk hinzufügen.", "Ich würde mich gerne mit dir auf LinkedIn vernetzen.", "Ich würde gerne Ihrem LinkedIn Netzwerk beitreten.", "Ich möchte gern deinem beruflichen Netzwerk beitreten.",
		"Gerne möchte ich mich mit Ihnen über LinkedIn vernetzen.", "Ich möchte Teil Ihres LinkedIn-Netzwerks werden.", "Ich möchte gerne mit Ihnen auf LinkedIn in Kontakt treten.",
	}, [3]string{"Wir haben uns gestern auf der Messe in Köln kennengelernt, schön, dich im Netzwerk zu haben.", "Danke für das Gespräch über Bienenzucht, jetzt auch auf LinkedIn.", "Nach Ihrem Vortrag über Gletscher habe ich Sie auf LinkedIn gesucht."}},
	"fr": {"Bonjour Martha,", "Cordialement", []string{
		"J’aimerais vous ajouter à mon réseau professionnel LinkedIn.", "J'aimerais me connecter avec vous sur LinkedIn.", "J'aimerais rejoindre votre réseau LinkedIn.", "Je souhaiterais faire partie de ton réseau professionnel.",
		"Je souhaite entrer en contact avec toi sur LinkedIn.", "Je souhaiterais rejoindre votre réseau professionnel sur LinkedIn.",
	}, [3]string{"Nous nous sommes rencontrés hier au salon de Lyon, ravi de t'avoir dans mon réseau.", "Merci pour notre échange sur les abeilles, je vous retrouve sur LinkedIn.", "Après votre conférence sur les glaciers, je vous ai cherchée sur LinkedIn."}},
	"es": {"Hola, Martha:", "Un saludo", []string{
		"Me gustaría añadirla a mi red profesional de LinkedIn.", "Me gustaría conectar contigo en LinkedIn.", "Me gustaría unirme a tu red de LinkedIn.", "Quisiera formar parte de su red profesional.",
		"Me gustaría contactar con usted a través de LinkedIn.", "Me encantaría pertenecer a su red profesional en LinkedIn.",
	}, [3]string{"Nos conocimos ayer en la feria de Bilbao, encantado de tenerte en mi red.", "Gracias por la charla sobre abejas, te sigo ahora por LinkedIn.", "Tras tu ponencia sobre glaciares te busqué en LinkedIn."}},
	"pt": {"Olá, Martha,", "Abraços", []string{
		"Gostaria de adicioná-la à minha rede profissional do LinkedIn.", "Gostaria de me conectar a você no LinkedIn.", "Gostaria de participar da sua rede do LinkedIn.", "Gostaria de fazer parte da sua rede profissional.",
		"Gostava de aderir à tua rede do LinkedIn.", "Gostaria de estabelecer contacto consigo no LinkedIn.",
	}, [3]string{"Conhecemo-nos ontem na feira de Braga, que bom ter você na minha rede.", "Obrigado pela conversa sobre abelhas, agora também no LinkedIn.", "Depois da sua palestra sobre glaciares procurei por si no LinkedIn."}},
	"it": {"Ciao Martha,", "Cordiali saluti", []string{
		"Vorrei aggiungerla alla mia rete LinkedIn.", "Vorrei collegarmi con te su LinkedIn.", "Vorrei entrare a far parte della tua rete LinkedIn.", "Vorrei unirmi alla sua rete professionale.",
		"Mi piacerebbe entrare in contatto con lei su LinkedIn.", "Vorrei far parte della sua rete professionale su LinkedIn.",
	}, [3]string{"Ci siamo conosciuti ieri alla fiera di Parma, felice di averti nella mia rete.", "Grazie per la chiacchierata sulle api, ci ritroviamo su LinkedIn.", "Dopo la sua conferenza sui ghiacciai l'ho cercata su LinkedIn."}},
	"nl": {"Hallo Martha,", "Met vriendelijke groet", []string{
		"Ik wil je graag aan mijn LinkedIn-netwerk toevoegen.", "Ik wil graag met u connecten op LinkedIn.", "Ik wil graag deel uitmaken van uw LinkedIn-netwerk.", "Ik wil graag lid worden van jouw professionele netwerk.",
		"Ik zou graag via LinkedIn met je in contact komen.", "Ik wil me graag aansluiten bij uw professionele netwerk.",
	}, [3]string{"We hebben elkaar gisteren op de beurs in Gent ontmoet, fijn je in mijn netwerk te hebben.", "Bedankt voor het gesprek over bijen, nu ook op LinkedIn.", "Na uw lezing over gletsjers heb ik u op LinkedIn opgezocht."}},
	"pl": {"Witaj, Martha!", "Pozdrawiam", []string{
		"Chciałabym dodać Panią do mojej sieci zawodowej na LinkedIn.", "Chcę nawiązać z Tobą kontakt w serwisie LinkedIn.", "Chciałbym dołączyć do Twojej sieci LinkedIn.", "Chcę dołączyć do Pani sieci zawodowej.",
		"Chciałabym dołączyć do grona Twoich kontaktów w serwisie LinkedIn.", "Chciał(a)bym połączyć się z Panem na LinkedIn.",
	}, [3]string{"Poznaliśmy się wczoraj na targach w Poznaniu, miło mieć Cię w sieci.", "Dziękuję za rozmowę o pszczołach, teraz także na LinkedIn.", "Po Pani wykładzie o lodowcach szukałem Pani na LinkedIn."}},
	"sv": {"Hej Martha!", "Vänliga hälsningar", []string{
		"Jag vill gärna lägga till dig i mitt LinkedIn-nätverk.", "Jag vill gärna knyta kontakt med dig på LinkedIn.", "Jag vill gärna gå med i ditt LinkedIn-nätverk.", "Jag skulle vilja ingå i ditt professionella nätverk.",
		"Jag skulle gärna vilja få kontakt med er på LinkedIn.", "Jag vill bli en del av ert yrkesmässiga nätverk på LinkedIn.",
	}, [3]string{"Vi träffades igår på mässan i Lund, kul att ha dig i nätverket.", "Tack för samtalet om bin, nu även på LinkedIn.", "Efter din föreläsning om glaciärer letade jag upp dig på LinkedIn."}},
	"da": {"Hej Martha,", "Venlig hilsen", []string{
		"Jeg vil gerne tilføje dig til mit LinkedIn-netværk.", "Jeg vil gerne oprette forbindelse til dig på LinkedIn.", "Jeg vil gerne være med i dit LinkedIn-netværk.", "Jeg vil gerne blive en del af dit professionelle netværk.",
		"Jeg vil gerne have kontakt med dig på LinkedIn.", "Jeg ville gerne indgå i jeres faglige netværk på LinkedIn.",
	}, [3]string{"Vi mødtes i går på messen i Herning, dejligt at have dig i netværket.", "Tak for snakken om bier, nu også på LinkedIn.", "Efter dit foredrag om gletsjere fandt jeg dig på LinkedIn."}},
	"no": {"Hei, Martha!", "Vennlig hilsen", []string{
		"Jeg vil gjerne legge deg til i LinkedIn-nettverket mitt.", "Jeg vil gjerne knytte kontakt med deg på LinkedIn.", "Jeg vil gjerne bli med i LinkedIn-nettverket ditt.", "Jeg ønsker å bli en del av ditt profesjonelle nettverk.",
		"Jeg vil gjerne koble meg til deg på LinkedIn.", "Jeg vil gjerne være med i det faglige nettverket ditt på LinkedIn.",
	}, [3]string{"Vi møttes i går på messen i Bergen, fint å ha deg i nettverket.", "Takk for praten om bier, nå også på LinkedIn.", "Etter foredraget ditt om isbreer lette jeg deg opp på LinkedIn."}},
	"fi": {"Hei Martha,", "Ystävällisin terveisin", []string{
		"Haluaisin lisätä sinut LinkedIn-verkostooni.", "Haluaisin verkostoitua kanssasi LinkedInissä.", "Haluan liittyä LinkedIn-verkostoosi.", "Haluaisin liittyä ammatilliseen verkostoonne.",
		"Haluaisin olla yhteydessä teihin LinkedInissä.", "Lisäisin sinut mielelläni ammatilliseen verkostooni LinkedInissä.",
	}, [3]string{"Tapasimme eilen messuilla Tampereella, mukava saada sinut verkostooni.", "Kiitos keskustelusta mehiläisistä, nyt myös LinkedInissä.", "Jäätikköluentosi jälkeen etsin sinut LinkedInistä."}},
	"cs": {"Dobrý den, Martho,", "S pozdravem", []string{
		"Chtěl bych vás přidat do své profesní sítě na LinkedInu.", "Rád bych se s vámi spojil na LinkedInu.", "Chtěla bych se připojit k vaší síti LinkedIn.", "Rád(a) bych se stal(a) součástí vaší profesní sítě.",
		"Ráda bych s tebou navázala kontakt přes LinkedIn.", "Chci se připojit k tvé profesní síti na LinkedInu.",
	}, [3]string{"Potkali jsme se včera na veletrhu v Brně, jsem rád, že tě mám v síti.", "Děkuji za rozhovor o včelách, teď i na LinkedInu.", "Po vaší přednášce o ledovcích jsem vás hledal na LinkedInu."}},
	"ro": {"Bună ziua, Martha,", "Cu stimă", []string{
		"Aș dori să te adaug în rețeaua mea LinkedIn.", "Aș vrea să mă conectez cu dumneavoastră pe LinkedIn.", "Aș dori să mă alătur rețelei tale LinkedIn.", "Aș dori să fac parte din rețeaua dvs. profesională.",
		"Aș dori să iau legătura cu tine pe LinkedIn.", "Doresc să mă alătur rețelei dumneavoastră profesionale de pe LinkedIn.",
	}, [3]string{"Ne-am cunoscut ieri la târgul din Cluj, mă bucur să te am în rețea.", "Mulțumesc pentru discuția despre albine, acum și pe LinkedIn.", "După prelegerea dumneavoastră despre ghețari v-am căutat pe LinkedIn."}},
	"hu": {"Kedves Martha!", "Üdvözlettel", []string{
		"Szeretném hozzáadni Önt a LinkedIn-hálózatomhoz.", "Szeretnék kapcsolatba lépni veled a LinkedInen.", "Szeretnék csatlakozni az Ön LinkedIn-hálózatához.", "Szeretnék csatlakozni a szakmai hálózatodhoz.",
		"Szeretném felvenni a kapcsolatot Önnel a LinkedInen.", "Szeretnélek felvenni a szakmai hálózatomba a LinkedInen.",
	}, [3]string{"Tegnap találkoztunk a szegedi vásáron, örülök, hogy a hálózatomban vagy.", "Köszönöm a beszélgetést a méhekről, most már a LinkedInen is.", "A gleccserekről szóló előadása után megkerestem a LinkedInen."}},
	"tr": {"Merhaba Martha,", "Saygılarımla", []string{
		"Sizi LinkedIn ağıma eklemek istiyorum.", "LinkedIn’de sizinle bağlantı kurmak istiyorum.", "LinkedIn ağınıza katılmak istiyorum.", "Profesyonel ağına katılmak isterim.",
		"Seninle LinkedIn üzerinden bağlantı kurmak isterim.", "LinkedIn'deki profesyonel ağınızın bir parçası olmak istiyorum.",
	}, [3]string{"Dün İzmir'deki fuarda tanıştık, sizi ağımda görmek güzel.", "Arılar üzerine sohbetimiz için teşekkürler, şimdi LinkedIn'de de buradayım.", "Buzullar hakkındaki konuşmanızdan sonra sizi LinkedIn'de aradım."}},
	"el": {"Γεια σου Martha,", "Με εκτίμηση", []string{
		"Θα ήθελα να σε προσθέσω στο δίκτυό μου στο LinkedIn.", "Θα ήθελα να συνδεθώ μαζί σας στο LinkedIn.", "Θα ήθελα να συμμετάσχω στο δίκτυό σας στο LinkedIn.", "Θα ήθελα να γίνω μέλος του επαγγελματικού σου δικτύου.",
		"Θέλω να έρθω σε επαφή μαζί σου στο LinkedIn.", "Θα ήθελα να ενταχθώ στο επαγγελματικό σας δίκτυο στο LinkedIn.",
	}, [3]string{"Γνωριστήκαμε χθες στην έκθεση της Θεσσαλονίκης, χαίρομαι που σε έχω στο δίκτυό μου.", "Ευχαριστώ για τη συζήτηση για τις μέλισσες, τώρα και στο LinkedIn.", "Μετά τη διάλεξή σας για τους παγετώνες σας αναζήτησα στο LinkedIn."}},
	"ru": {"Здравствуйте, Martha!", "С уважением", []string{
		"Я хотела бы добавить тебя в свою сеть LinkedIn.", "Я хотел бы связаться с вами в LinkedIn.", "Я хочу присоединиться к вашей сети LinkedIn.", "Хотел(а) бы присоединиться к вашей профессиональной сети.",
		"Хотелось бы установить с вами контакт через LinkedIn.", "Я хотел бы войти в вашу профессиональную сеть контактов в LinkedIn.",
	}, [3]string{"Мы познакомились вчера на выставке в Казани, рад, что вы в моей сети.", "Спасибо за разговор о пчёлах, теперь и в LinkedIn.", "После вашей лекции о ледниках я искал вас в LinkedIn."}},
	"uk": {"Добрий день, Martha!", "З повагою", []string{
		"Я хотіла б додати тебе до своєї мережі LinkedIn.", "Я хотів би зв’язатися з вами в LinkedIn.", "Я хочу приєднатися до вашої мережі LinkedIn.", "Хотів(ла) би приєднатися до вашої професійної мережі.",
		"Хочу встановити з вами контакт у LinkedIn.", "Я хотів би долучитися до твоєї професійної мережі в LinkedIn.",
	}, [3]string{"Ми познайомилися вчора на виставці у Львові, радий, що ви в моїй мережі.", "Дякую за розмову про бджіл, тепер і в LinkedIn.", "Після вашої лекції про льодовики я шукав вас у LinkedIn."}},
	"ar": {"مرحبا مارتا،", "مع أطيب التحيات", []string{
		"أود إضافتك إلى شبكتي على لينكد إن.", "أود التواصل معك على LinkedIn.", "أود الانضمام إلى شبكتك على LinkedIn.", "أرغب في الانضمام إلى شبكتك المهنية.",
		"يسعدني أن أتواصل معكم عبر لينكدإن.", "أود أن أنضم إلى شبكتكم المهنية على LinkedIn.",
	}, [3]string{"التقينا أمس في معرض دبي، سعيد بوجودك في شبكتي.", "شكرا على حديثنا عن تربية النحل، أجدك الآن على لينكد إن.", "بعد محاضرتك عن الأنهار الجليدية بحثت عنك في LinkedIn."}},
	"he": {"שלום מרתה,", "בברכה", []string{
		"אשמח לצרף אותך לרשת שלי ב-LinkedIn.", "אני רוצה להתחבר אליך ב-LinkedIn.", "אני רוצה להצטרף לרשת שלך ב-LinkedIn.", "ברצוני להצטרף לרשת המקצועית שלך.",
		"אשמח ליצור איתך קשר בלינקדאין.", "הייתי רוצה להצטרף לרשת הקשרים המקצועית שלך ב-LinkedIn.",
	}, [3]string{"נפגשנו אתמול ביריד בחיפה, שמח שאת ברשת שלי.", "תודה על השיחה על גידול דבורים, עכשיו גם בלינקדאין.", "אחרי ההרצאה שלך על קרחונים חיפשתי אותך ב-LinkedIn."}},
	"hi": {"नमस्ते मार्था,", "धन्यवाद", []string{
		"मैं आपको अपने LinkedIn नेटवर्क में जोड़ना चाहती हूँ।", "मैं LinkedIn पर आपसे जुड़ना चाहता हूँ।", "मैं आपके LinkedIn नेटवर्क में शामिल होना चाहता हूँ।", "मैं आपके पेशेवर नेटवर्क से जुड़ना चाहूँगी।",
		"मैं आपके साथ लिंक्डइन पर कनेक्ट करना चाहता हूँ।", "मैं आपके पेशेवर नेटवर्क का हिस्सा बनना चाहता हूँ।",
	}, [3]string{"हम कल पुणे के मेले में मिले थे, आपको अपने नेटवर्क में पाकर अच्छा लगा।", "मधुमक्खियों पर हुई बातचीत के लिए धन्यवाद, अब LinkedIn पर भी।", "हिमनदों पर आपके व्याख्यान के बाद मैंने आपको LinkedIn पर खोजा।"}},
	"id": {"Halo Martha,", "Salam", []string{
		"Saya ingin menambahkan Ibu ke jaringan LinkedIn saya.", "Saya ingin terhubung dengan Anda di LinkedIn.", "Saya ingin bergabung dengan jaringan LinkedIn Anda.", "Saya ingin bergabung ke jaringan profesional Anda.",
		"Saya ingin menjadi bagian dari jaringan profesional kamu di LinkedIn.", "Saya ingin menjalin koneksi dengan Bapak melalui LinkedIn.",
	}, [3]string{"Kita bertemu kemarin di pameran Bandung, senang Anda ada di jaringan saya.", "Terima kasih atas obrolan tentang lebah, sekarang juga di LinkedIn.", "Setelah kuliah Anda tentang gletser saya mencari Anda di LinkedIn."}},
	"ja": {"Marthaさん、", "よろしくお願いいたします。", []string{
		"LinkedInで私のネットワークに追加させてください。", "LinkedInでつながりたいです。", "あなたのLinkedInネットワークに参加させてください。", "あなたのプロフェッショナルネットワークに参加したいと思います。",
		"LinkedInであなたとつながりたいと思います。", "あなたをLinkedInのプロフェッショナルネットワークに追加したいと思います。",
	}, [3]string{"昨日の名古屋の展示会でお会いしましたね、ネットワークに加わっていただけて嬉しいです。", "養蜂のお話をありがとうございました、LinkedInでも続けましょう。", "氷河についてのご講演を聞いてLinkedInで探しました。"}},
	"ko": {"마르타님,", "감사합니다", []string{
		"회원님을 제 LinkedIn 네트워크에 추가하고 싶습니다.", "LinkedIn에서 회원님과 1촌을 맺고 싶습니다.", "회원님의 LinkedIn 네트워크에 참여하고 싶습니다.", "귀하의 전문 네트워크에 함께하고 싶습니다.",
		"링크드인에서 연결하고 싶습니다.", "회원님의 비즈니스 네트워크에 가입하고 싶습니다.",
	}, [3]string{"어제 부산 전시회에서 만나 반가웠습니다, 제 네트워크에 오셔서 기쁩니다.", "양봉 이야기 들려주셔서 고맙습니다, 이제 LinkedIn에서도 뵙네요.", "빙하에 대한 강연을 듣고 LinkedIn에서 찾았습니다."}},
	"zh": {"Martha您好，", "谢谢", []string{
		"我想将您添加到我的领英人脉网络。", "我希望在领英上与您建立联系。", "我想加入您的领英人脉圈。", "我想加入您的职业人脉网络。",
		"我想在LinkedIn上加您为好友。", "希望与您在领英上建立联系。",
	}, [3]string{"昨天在成都的展会上见过面，很高兴你在我的人脉里。", "谢谢你和我聊养蜂的事，现在领英上也见面了。", "听了您关于冰川的讲座，我在领英上找到了您。"}},
	"zh-Hant": {"Martha您好，", "謝謝", []string{
		"我想將您新增至我的 LinkedIn 人脈網絡。", "我希望在 LinkedIn 上與您建立聯繫。", "我想加入您的 LinkedIn 人脈圈。", "我想加入您的專業人脈網路。",
		"我想在領英上加您為好友。", "希望與您在 LinkedIn 上建立人脈關係。",
	}, [3]string{"昨天在高雄的展覽會上見過面，很高興你在我的人脈裡。", "謝謝你和我聊養蜂的事，現在領英上也見面了。", "聽了您關於冰川的講座，我在 LinkedIn 上找到了您。"}},
	"th": {"สวัสดีคุณ Martha", "ขอบคุณครับ", []string{
		"ฉันต้องการเพิ่มคุณในเครือข่าย LinkedIn ของฉัน", "ผมอยากเชื่อมต่อกับคุณบน LinkedIn ครับ", "ฉันต้องการเข้าร่วมเครือข่าย LinkedIn ของคุณ", "ดิฉันอยากเข้าร่วมเครือข่ายมืออาชีพของคุณค่ะ",
		"ฉันอยากเป็นส่วนหนึ่งของเครือข่ายมืออาชีพของคุณบน LinkedIn", "ขอเชื่อมต่อกับคุณทาง LinkedIn ค่ะ",
	}, [3]string{"เราเจอกันเมื่อวานที่งานแสดงสินค้าเชียงใหม่ ดีใจที่มีคุณในเครือข่าย", "ขอบคุณที่คุยเรื่องเลี้ยงผึ้งด้วยกัน เจอกันบน LinkedIn อีกที", "ฟังบรรยายเรื่องธารน้ำแข็งของคุณแล้วเลยมาหาใน LinkedIn"}},
}

func TestStandardLineOfEveryEra(t *testing.T) {
	j := NewJudge(Owner{Name: "Martha Clark"})
	for lang, era := range eraLines {
		for _, line := range era.lines {
			bare := strings.TrimRight(line, ".。।")
			for _, note := range []string{
				line, bare, strings.ReplaceAll(line, "LinkedIn-", "LinkedIn "), strings.ToUpper(line), "“" + line + "”",
				era.hello + " " + line, era.hello + "\n\n" + line, era.hello + line, line + "\n\n" + era.bye, era.hello + "\n" + line + "\n" + era.bye + ",\nHana Doe",
				line + " - Hana", line + "\n\n- Hana Doe", era.hello + " " + bare + " – Hana Doe", line + " - 花子", line + "\n하나",
			} {
				for _, name := range []string{"", "Hana Doe"} {
					if v := j.Judge(Invitation{Person: Person{Name: name}, Note: note}); v.Class != Generic || v.Kind != "standard-line" {
						t.Errorf("%s: %q is %s/%s %.2f %v", lang, note, v.Class, v.Kind, v.Score, v.Reasons)
					}
				}
			}
		}
	}
}

// TestSincere: notes that speak of LinkedIn and of the two are not its line.
func TestSincere(t *testing.T) {
	j := NewJudge(Owner{Name: "Martha Clark"})
	for lang, era := range eraLines {
		for _, note := range era.sincere {
			for _, note := range []string{note, era.hello + " " + note, note + "\n\n" + era.bye, era.lines[1] + "\n" + note} {
				if v := j.Judge(Invitation{Note: note}); v.Class == Generic {
					t.Errorf("%s: %q is %s/%s %.2f %v", lang, note, v.Class, v.Kind, v.Score, v.Reasons)
				}
			}
		}
	}
}

// TestUnknownDefaultLine: default lines in languages without a file, and odd
// wordings in those that have one, are never taken for one's own words.
func TestUnknownDefaultLine(t *testing.T) {
	j := NewJudge(Owner{Name: "Martha Clark"})
	for _, line := range []string{
		"Želim vas dodati u svoju profesionalnu mrežu na LinkedInu.", "Norėčiau jus pridėti prie savo profesinio tinklo LinkedIn.", "Soovin lisada teid oma LinkedIni võrgustikku.",
		"M'agradaria afegir-te a la meva xarxa professional de LinkedIn.", "Бих искал да ви добавя към моята професионална мрежа в LinkedIn.", "Mig langar að bæta þér við tengslanet mitt á LinkedIn.",
		"Saya ingin menambah anda ke rangkaian profesional saya di LinkedIn.", "Tôi muốn thêm bạn vào mạng lưới chuyên nghiệp của tôi trên LinkedIn.", "می" + "\u200c" + "خواهم شما را به شبکه حرفه" + "\u200c" + "ای خود در لینکدین اضافه کنم.",
		"Let me be part of the LinkedIn network that is yours.", "Wäre schön, Ihr LinkedIn-Netzwerk um mich zu ergänzen.",
	} {
		for _, note := range []string{line, "Hello Martha,\n" + line, line + "\n\nHana Doe"} {
			if v := j.Judge(Invitation{Person: Person{Name: "Hana Doe"}, Note: note}); v.Class == Personalized {
				t.Errorf("%q is %s/%s %.2f %v", note, v.Class, v.Kind, v.Score, v.Reasons)
			}
		}
	}
}

// TestStandardLetters: a standard line stays one between a salutation with titles,
// wishes and a signature; own words beside it are never called generic.
func TestStandardLetters(t *testing.T) {
	for _, n := range readLabelled(t, "testdata/letters.jsonl") {
		v := NewJudge(Owner{}).Judge(Invitation{Note: n.Note})
		if (v.Class == Generic) != (n.Label == string(Generic)) {
			t.Errorf("%s: %q is %s/%s %.2f %v", n.Lang, n.Note, v.Class, v.Kind, v.Score, v.Reasons)
		}
	}
}

// TestStandardVariations: standard lines in 28 languages with greetings, names,
// wishes and signatures, written by somebody who had not seen the code; a joke or
// an own sentence beside one is never generic. It is so whether or not the names
// of the two are known.
func TestStandardVariations(t *testing.T) {
	named, nameless := NewJudge(Owner{Name: "Martha Clark"}), NewJudge(Owner{})
	for _, n := range readLabelled(t, "testdata/standard.jsonl") {
		for _, v := range []Verdict{named.Judge(Invitation{Person: Person{Name: n.Name}, Note: n.Note}), nameless.Judge(Invitation{Note: n.Note})} {
			if got, want := v.Class == Generic, n.Label == string(Generic); got != want {
				t.Errorf("%s: %q is %s/%s %.2f %v", n.Lang, n.Note, v.Class, v.Kind, v.Score, v.Reasons)
			}
		}
	}
}

// TestBesideStandardLine: titles, wishes and signatures change nothing about the
// standard line; one own sentence does, however short.
func TestBesideStandardLine(t *testing.T) {
	const en, de, ja = "I'd like to add you to my professional network on LinkedIn.", "Ich möchte Sie gerne zu meinem beruflichen Netzwerk hinzufügen.", "LinkedInで私のネットワークに追加させてください。"
	j := NewJudge(Owner{Name: "Martha Clark"})
	for _, note := range []string{
		"Hello Dr. Ines Vogt, MSc, CFA, " + en, "Hope all is well with you and your family. " + en + " Have a wonderful week!",
		en + "\n\nKind regards,\nHana Doe", "Since you are someone I trust, it would be a pleasure to have you in my network on LinkedIn.",
		"Sehr geehrte Frau Prof. Dr. Ilse Öhm, " + de + " Ich wünsche Ihnen ein erfolgreiches neues Jahr!", "株式会社あおば 営業部 田村様\n\n" + ja,
		"Como es usted una persona en quien confío, quisiera invitarle a formar parte de mi red en LinkedIn.", "Madame la Présidente, je vous invite à rejoindre mon réseau professionnel sur LinkedIn.",
	} {
		if v := j.Judge(Invitation{Person: Person{Name: "Hana Doe"}, Note: note}); v.Class != Generic {
			t.Errorf("%q is %s/%s %.2f %v", note, v.Class, v.Kind, v.Score, v.Reasons)
		}
	}
	for _, note := range []string{
		"Nice talk yesterday, " + en, "Hello, Great Talk Yesterday, " + en, "Thanks for the lovely evening! " + en, en + "\n\nThe one from the Leeds train", strings.ToUpper("Nice talk yesterday, " + en),
		"Hallo Stammtisch Köln, " + de, de + " Danke für den schönen Abend!", "昨日の村上先生の講演会、" + ja, "Tack för en trevlig kväll! Jag vill gärna lägga till dig i mitt nätverk på LinkedIn.",
	} {
		if v := j.Judge(Invitation{Person: Person{Name: "Hana Doe"}, Note: note}); v.Class == Generic {
			t.Errorf("%q is %s/%s %.2f %v", note, v.Class, v.Kind, v.Score, v.Reasons)
		}
	}
}
