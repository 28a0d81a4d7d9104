namespace Throughline.Demo;

/// <summary>Names of the several origins that British people have, with the ethnicity codes that go with each. Put together at random: nobody in particular.</summary>
internal static class Names
{
    internal sealed record Origin(string Key, IReadOnlyList<(string Self, string Observed, double Weight)> Ethnicity, string[] Men, string[] Women, string[] Surnames);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static readonly Origin British = new("british", [("W1", "IC1", 94), ("W3", "IC1", 2), ("W9", "IC1", 2), ("NS", "IC1", 2)],
        Words("Lee Darren Craig Jamie Ryan Ashley Kieran Liam Jordan Connor Callum Shane Dean Gary Stephen Wayne Carl Scott Mark Paul Kyle Reece Bradley Curtis Nathan Adam Luke Daniel Thomas Joshua Aaron Gavin Stuart Barry Neil Ricky Tyler Brandon Lewis Jake Ben Sam Josh Danny Matthew Karl Anthony Christopher Michael David"),
        Words("Kelly Stacey Leanne Gemma Natalie Chantelle Donna Tracy Lisa Michelle Kirsty Jodie Zoe Hayley Amy Sarah Emma Katie Becky Samantha Danielle Kayleigh Charlene Toni Dawn"),
        Words("Ackerby Aldroyd Ashdown Barrowby Beckwith Birkdale Bradgate Brigham Caulder Chadwell Clayborne Coldwell Cragg Dalewood Denholm Dunmore Eastham Eckersall Fairclough Farnell Garside Gledhill Greaves Hadfield Hallam Hardcastle Harker Haworth Hebden Hinchcliffe Holroyd Ibbotson Jessop Kershaw Kirkby Langthorne Lister Lockwood Marsden Mellor Midgley Naylor Oldroyd Ormerod Pickles Priestley Ramsden Redfearn Rigby Royle Scholes Shackleton Shawcross Stansfield Sutcliffe Tattersall Thackray Thornley Tolson Uttley Varley Wadsworth Walmsley Whitwam Wigglesworth Wolstenholme Woodhead Yardley Yeadon Smith Jones Taylor Brown Williams Davies Wilson Evans Johnson Roberts Walker Wright Robinson Thompson Hughes"));

    public static readonly Origin Irish = new("irish", [("W2", "IC1", 90), ("W3", "IC1", 10)],
        Words("Sean Patrick Declan Brendan Eamon Kevin Niall Conor Martin Michael"), Words("Siobhan Niamh Bridget Aoife Maeve Margaret"),
        Words("Brannagh Cassidy Connolly Donoghue Fallon Gallagher Hennessy Keaveney Lafferty Maguire McDonagh Nolan Quilligan Rafferty Tierney"));

    public static readonly Origin Caribbean = new("caribbean", [("B1", "IC3", 60), ("M1", "IC3", 35), ("B9", "IC3", 5)],
        Words("Jermaine Leon Marlon Tyrone Dwayne Delroy Andre Kemar Jerome Marcus Nathaniel Troy Winston Anton"), Words("Shanice Monique Keisha Simone Natasha Yvonne"),
        Words("Bartley Blackwood Braithwaite Campbell Clarke Francis Gayle Grant Henry Lawrence Morrison Palmer Reid Samuels Thompson Whyte"));

    public static readonly Origin African = new("african", [("B2", "IC3", 90), ("M2", "IC3", 10)],
        Words("Emmanuel Kofi Kwame Tunde Chidi Samuel Abdi Ibrahim Yusuf Joseph Blessing Moses"), Words("Amina Fatou Grace Ngozi Ama Hodan"),
        Words("Abara Adeleke Asante Boateng Diallo Eze Farah Kamara Mensah Nwosu Obi Okafor Osei Sesay Warsame"));

    public static readonly Origin Pakistani = new("pakistani", [("A2", "IC4", 88), ("A9", "IC4", 6), ("M3", "IC4", 6)],
        Words("Imran Asif Zahid Adeel Bilal Kamran Nadeem Shahid Tariq Usman Waqar Faisal Hamza Omar"), Words("Saima Nadia Shazia Farah Samina"),
        Words("Akhtar Anwar Aslam Hussain Iqbal Javed Khan Mahmood Malik Mirza Nawaz Rafiq Raza Shah Yousaf Zaman"));

    public static readonly Origin Indian = new("indian", [("A1", "IC4", 95), ("A9", "IC4", 5)],
        Words("Gurpreet Harjit Jaspal Manjit Sukhdev Amit Rajesh Sunil Vijay Deepak"), Words("Jasvinder Kiran Meena Priya"),
        Words("Bains Bhogal Chauhan Dhillon Gill Johal Mistry Patel Rai Sandhu Sharma Sidhu Virdee"));

    public static readonly Origin Bangladeshi = new("bangladeshi", [("A3", "IC4", 100)],
        Words("Shamim Rubel Kamal Jubair Mohibur Shahin"), Words("Nasima Rahela Shirin"), Words("Ahmed Ali Begum Chowdhury Islam Miah Rahman Uddin"));

    public static readonly Origin EastEuropean = new("east-european", [("W9", "IC1", 90), ("W5", "IC2", 10)],
        Words("Piotr Tomasz Marek Krzysztof Andrius Darius Marius Ionut Cristian Lukasz Pawel Vitalijs"), Words("Agnieszka Katarzyna Elena Ioana Renata"),
        Words("Balan Dabrowski Grabowski Jankauskas Kowalczyk Lewandowski Munteanu Nowicki Ozols Petrauskas Rusu Stanescu Wisniewska Zielinski"));

    public static readonly Origin Arab = new("arab", [("O2", "IC6", 85), ("O9", "IC6", 15)],
        Words("Karim Hassan Khalid Saif Rashid Ahmad"), Words("Layla Rania Zahra"), Words("Aziz Darwish Haddad Karimi Mansour Nasser Saleh"));

    public static readonly Origin Chinese = new("chinese", [("O1", "IC5", 60), ("A4", "IC5", 40)],
        Words("Wei Jun Kai Minh"), Words("Li Mei Thuy"), Words("Chan Cheung Lam Nguyen Wong Zhang"));

    /// <summary>How common each origin is in each area: towns differ.</summary>
    public static IReadOnlyList<(Origin Item, double Weight)> In(string area) => area switch
    {
        "avonmere" => [(British, 80), (Irish, 2), (Caribbean, 8), (African, 4), (Pakistani, 2), (Indian, 1), (EastEuropean, 2), (Arab, 1)],
        "lunedale" => [(British, 85), (Irish, 2), (Caribbean, 1), (African, 1), (Pakistani, 6), (Indian, 2), (Bangladeshi, 1), (EastEuropean, 2)],
        "thornwood" => [(British, 78), (Irish, 2), (Caribbean, 8), (African, 2), (Pakistani, 4), (Indian, 2), (EastEuropean, 3), (Chinese, 1)],
        "hammerwich" => [(British, 58), (Irish, 4), (Caribbean, 12), (African, 4), (Pakistani, 9), (Indian, 6), (Bangladeshi, 3), (EastEuropean, 2), (Arab, 2)],
        _ => [(British, 77), (Irish, 2), (Caribbean, 4), (African, 2), (Pakistani, 10), (Indian, 1), (Bangladeshi, 1), (EastEuropean, 2), (Chinese, 1)],
    };

    /// <summary>What people are called for short, for aliases.</summary>
    public static readonly IReadOnlyDictionary<string, string> Short = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Daniel"] = "Danny", ["Stephen"] = "Ste", ["Michael"] = "Mick", ["Christopher"] = "Chris", ["Anthony"] = "Tony", ["Matthew"] = "Matty", ["Thomas"] = "Tommy",
        ["Joshua"] = "Josh", ["Bradley"] = "Brad", ["Nathan"] = "Nath", ["Samantha"] = "Sam", ["Danielle"] = "Dani", ["Kimberley"] = "Kim", ["Darren"] = "Daz", ["Gary"] = "Gaz",
        ["David"] = "Dave", ["Patrick"] = "Paddy", ["Emmanuel"] = "Manny", ["Krzysztof"] = "Kris", ["Tomasz"] = "Tom", ["Nathaniel"] = "Nate", ["Jermaine"] = "Jay", ["Mohibur"] = "Mo",
    };
}
