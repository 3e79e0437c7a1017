"""Sentences in the register of therapy notes, written for these tests.

What identifies stands in ⟦brackets⟧. Names, numbers and addresses are invented.
"""

from typing import Final

MARKED: Final = """
She told me that ⟦Anna⟧ had not rung since the funeral.
my sister ⟦anna⟧ thinks i am too soft with him
He said ⟦tom⟧ laughed when he cried in group.
⟦tom⟧ said he would rather not come on Thursday.
I asked whether ⟦Priya⟧ knew about the affair.
Her husband ⟦Wojciech⟧ came late and left early.
his wife ⟦ewa⟧ rang the clinic twice
The boy's teacher, ⟦Mrs Okonkwo⟧, had written a note.
the teacher is called ⟦mr hughes⟧ and he shouts
⟦Dr Patel⟧ raised her dose last week.
⟦Dr. J. Novak⟧ saw her before me.
She signed it ⟦A. Petrov⟧ and left.
I spoke to ⟦Prof Lindqvist⟧ about the scan.
Nurse ⟦Ramirez⟧ found her on the floor.
⟦JAMES⟧ WAS ANGRY TODAY AND WOULD NOT SIT DOWN
HER MOTHER LIVES IN ⟦LEEDS⟧ AND DOES NOT CALL
⟦Maria Gonzalez⟧ brought the drawing again.
The client's brother ⟦Mohammed⟧ has moved out.
my boyfriend ⟦kyle⟧ says therapy is a waste
Her ex, ⟦Darren⟧, turned up at the gate.
the baby is called ⟦olivia⟧ and sleeps badly
She has two children, ⟦Leo⟧ and ⟦Mia⟧.
We talked about what ⟦Grandma Rose⟧ would say.
⟦Siobhan⟧ felt nothing at all, she told me.
He dreamt of ⟦Yusuf⟧, the boy who drowned.
⟦Nguyen Thi Lan⟧ translated for her father.
Her aunt ⟦Fatima⟧ arranged the match.
I had ⟦Mr O'Connell⟧ in mind all week.
⟦Jean-Luc⟧ did not answer my letter.
Ms. ⟦Kowalczyk-Smith⟧ cancelled an hour before.
He introduced himself as ⟦Big Dave⟧ and grinned.
she says ⟦jess⟧ cut her hair for her
The landlord, ⟦Ahmed Khan⟧, has given notice.
She grew up in ⟦Manchester⟧ and hated it.
He came from ⟦Bradford⟧ by bus.
she moved to ⟦manchester⟧ last spring
They met in ⟦Glasgow⟧ at a wedding.
We lost touch after she went to ⟦Nairobi⟧.
The flat in ⟦Croydon⟧ was damp.
He is from a village near ⟦Szczecin⟧.
he drives down from ⟦Sheffield⟧ every week
Her parents still live in ⟦Chicago⟧.
After ⟦Boston⟧ he never trusted a landlord.
⟦Manchester⟧ was where it all began, he said.
I thought of ⟦Liverpool⟧ when she spoke of the river.
She works at ⟦Greenfield Primary School⟧ as a cook.
He was expelled from ⟦St Mary's College⟧ at fifteen.
They admitted her to ⟦Royal Oldham Hospital⟧.
he's a porter at ⟦leeds general infirmary⟧
She manages the ⟦Tesco⟧ in town.
He was let go by ⟦Barclays⟧ in the spring.
Her first job was at ⟦Deloitte⟧.
She goes to ⟦Our Lady of Lourdes Church⟧ on Sundays.
My number is ⟦07700 900123⟧ if he needs it.
She left a message: call ⟦0161 496 0123⟧.
He gave the office line, ⟦(020) 7946 0958⟧.
ring her on ⟦+44 7700 900456⟧ after six
The crisis card says ⟦555-0142⟧.
His mobile is ⟦(312) 555-0198⟧, he said.
Her German number is ⟦+49 30 901820⟧.
He texted from ⟦+33 6 12 34 56 78⟧.
call ⟦0491 570 156⟧ before nine
She wrote ⟦anna.k@example.org⟧ on the form.
he mails from ⟦big_dave77@example.com⟧
I found her blog at ⟦www.annas-garden.example⟧.
He follows her as ⟦@quiet_anna91⟧.
her insta is ⟦@miller.jo⟧ and it is public
on snapchat she is ⟦jojo_m98⟧
His Facebook name is ⟦Dave Tanner⟧.
The letter went to ⟦14 Marlowe Road⟧.
She lives at ⟦27b Station Street, Leeds⟧.
They rent ⟦Flat 3, 9 Hope Terrace⟧.
His address is ⟦1600 Maple Avenue, Springfield⟧.
he moved to ⟦12 oak lane⟧ with her
The parcel came to ⟦Hauptstraße 12⟧.
She was sent to ⟦221 W Elm St⟧ by mistake.
Her postcode is ⟦LS6 3QN⟧.
He still gets mail at ⟦M14 5TQ⟧.
The zip was ⟦60614⟧, I remember that.
She moved to Illinois, ⟦IL 60614⟧, in the autumn.
He was born on ⟦4 March 1986⟧.
Her date of birth is ⟦12/07/1991⟧.
dob ⟦3.4.88⟧ as it says on the form
We met on ⟦Tuesday 3 June⟧ for the first time.
The assault was on ⟦14th February 2021⟧.
I saw her on ⟦2026-03-09⟧ and again a week later.
She left him on ⟦May 5th⟧ and came back in June.
His mother died ⟦on 9/11/2019⟧ in the house.
Session of ⟦12.05.2026⟧: she was late again.
Her NHS number is ⟦943 476 5919⟧.
The NI number on the letter was ⟦AB 12 34 56 C⟧.
ssn ⟦219-09-9999⟧ was on the intake sheet
Her account is ⟦GB82 WEST 1234 5698 7654 32⟧.
He paid with ⟦4111 1111 1111 1111⟧ and regretted it.
IBAN ⟦DE89 3704 0044 0532 0130 00⟧ for the fee.
Her hospital number is ⟦H1234567⟧.
MRN: ⟦00482913⟧, admitted overnight.
His licence plate is ⟦AB12 CDE⟧.
The policy is ⟦XK-4482910⟧ with the insurer.
Her passport, ⟦533380006⟧, has run out.
She called him ⟦Danny⟧, never ⟦Daniel⟧.
Then ⟦Aleksandra⟧, the older one, began to cry.
The referral came from ⟦Dr Amara Osei⟧ at the practice.
my daughter ⟦grace⟧ stopped eating
My son ⟦Will⟧ will not get up.
Her friend ⟦Hope⟧ drove her here.
his cousin ⟦dmitri⟧ owes him money
"I hate you, ⟦Ben⟧," she had shouted.
He kept saying ⟦Lucy⟧ this and ⟦Lucy⟧ that.
She asked me to write to ⟦Judge Whitmore⟧.
Officer ⟦Delgado⟧ took the statement.
⟦Rabbi Stern⟧ told her to wait.
thanks, ⟦Sam⟧
Best wishes, ⟦Charlotte Webb⟧
He works nights at ⟦Amazon⟧ in ⟦Doncaster⟧.
""".strip().splitlines()

PLAIN: Final = """
She was late and did not say why.
I felt my chest tighten when he raised his voice.
Sie sagt, sie habe nichts gespürt.
He said that Sie feels colder to him than du.
We looked at the cycle of avoidance and relief.
On Monday she was brighter; by Friday it had gone.
I wonder what I was protecting her from.
CBT did not suit him; ACT might.
PTSD was never named in the room.
Mum and Dad had stopped speaking by then.
Her GP raised the sertraline to 100 mg.
He takes Lithium and hates the blood tests.
In June we ended; in September she wrote again.
Christmas was hard, Easter was harder.
Will he come back? I doubt it.
Hope was what she could not bear.
Grace is not a word he would use.
She may leave him, she may not.
I mark the end of each hour with the same words.
Rose petals were all over the floor in the dream.
He brought a drawing of a house on a hill.
The session ran over by ten minutes.
I asked about the bruise. She looked away.
She scored 14 on the PHQ-9 and 11 on the GAD-7.
It was the fourth time in six weeks.
She has been sober for 90 days.
We have met 12 times since spring.
He is in his forties and works outdoors.
Her mother is a nurse, her father drives a bus.
The client's faith matters to her, and to me it does not.
A Catholic upbringing, she said, and shrugged.
He speaks Polish with his mother and English with me.
I thought of Winnicott and of holding.
Rogers would have waited. I did not.
We tried the Gestalt chair and he laughed.
My supervisor asked whose anxiety it was.
Did I retaliate? I think I did.
Perhaps I want to be the good mother.
Nothing in the notes says what I felt.
No suicidal ideation; no plan; no means.
She asked for my number and I said I would think about it.
I told her the rules on gifts.
He owes the clinic for three sessions.
Reading the letter aloud undid her.
Turkey was on the table and nobody ate.
It was a bath of shame, he said.
Her boss wants her back by the end of the month.
I noticed that I had stopped taking notes.
Then silence. Then she laughed.
The group went quiet when he named it.
EMDR next time, if she sleeps.
Nach der Stunde war ich müde und gereizt.
Warum habe ich nichts gesagt?
Was she testing me? Perhaps.
Both of them looked at the clock.
He drew a line at 5 and said that is me.
Between us it felt like ice.
She wore the same coat as last week.
I do not know what to make of the dream.
We agreed on a plan for the weekend.
Shame, again; and under it, rage.
I saw J.B. and his mother together.
""".strip().splitlines()
