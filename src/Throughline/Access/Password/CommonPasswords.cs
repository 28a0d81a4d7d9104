namespace Throughline.Access.Password;

/// <summary>
/// What the passwords that others try first are made of. Every published list of most used passwords (NCSC with Have I Been Pwned, 2019;
/// SplashData; Mark Burnett) holds the same few hundred words, names, rows of keys and runs of figures, one or two at a time, with a
/// year, a figure or a sign at the end; those of twelve characters and more, which is our policy, are nearly all of that kind. So the
/// words are kept here and the combinations are worked out: the rule of <see cref="PasswordRules"/> refuses all of them, not a list
/// that ends (ASVS 5.0, 6.2.4 asks for three thousand that fit the policy; <see cref="ThatFit"/> names more than that).
/// </summary>
internal static class CommonPasswords
{
    /// <summary>In groups: words about passwords, rows of keys, words of affection and fancy, first names, teams and sports, places, times, and those of these desks.</summary>
    public static readonly string[] Words = [.. (
        """
        password passwort passphrase passcode passw0rd secret letmein trustno1 whatever nothing login logon signin welcome access enter open admin administrator root user guest test testing tester default changeme temporary backup master server
        qwertyuiop qwertyui qwerty azerty asdfghjkl asdfgh zxcvbnm zxcvb qazwsxedc qazwsx wsxedc 1q2w3e4r5t6y 1q2w3e4r 1q2w3e 5t6y7u8i q1w2e3r4t5 q1w2e3r4 t5y6u7i8 1qaz2wsx3edc 1qaz2wsx 3edc4rfv 5tgb6yhn zaq12wsx zaq1xsw2 cde3vfr4 qweasdzxc qweasd qweqwe asdasd zxczxc poiuytrewq lkjhgfdsa mnbvcxz
        iloveyou loveyou lovely loveme lover forever sweety sweetheart angel angels beautiful princess prince queen sunshine flower flowers butterfly rainbow chocolate cookie cheese banana pepper ginger peanut buttercup strawberry cupcake teddy honey sugar happy smile hello friends family freedom heaven jesus christ jesuschrist blessed spirit mother daddy mummy baby babygirl babyboy bubbles
        superman batman spiderman ironman starwars pokemon pikachu dragon monkey shadow tigger tiger kitten puppy doggie snoopy mickey minnie disney hunter ranger killer ninja samurai wizard phoenix falcon eagle mustang ferrari porsche mercedes yamaha harley corvette matrix merlin gandalf bond007 zelda mario nintendo playstation xbox minecraft fortnite internet computer windows microsoft google facebook samsung apple android laptop iphone
        michael jennifer jordan charlie daniel thomas matthew andrew joshua robert william george james oliver harry jack jacob joseph anthony nicholas christopher alexander benjamin samuel richard steven stephen patrick martin robbie jessica ashley amanda nicole michelle melissa samantha elizabeth victoria stephanie charlotte rebecca hannah emily sophie chloe megan lauren katie sarah laura natasha natalie vanessa alexandra christine danielle brandon justin tyler austin taylor maggie bailey buster sophia olivia amelia isabella
        football soccer baseball basketball hockey rugby cricket tennis golfer liverpool arsenal chelsea everton tottenham spurs newcastle sunderland westham leicester astonvilla villa leeds wolves fulham rangers celtic manchester mancity unitedkingdom united barcelona realmadrid juventus yankees lakers steelers cowboys champion number
        london england scotland wales britain ireland dublin cardiff glasgow edinburgh birmingham bristol sheffield bradford nottingham yorkshire cornwall america australia canada france germany italia spain
        january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter christmas holiday birthday
        metallica nirvana slipknot blink182 eminem rockstar guitar music legend thunder lightning diamond silver golden purple orange yellow green black white blue
        police constable sergeant inspector probation prison prisons offender offenders custody council charity housing court crown justice throughline integrated management partnership
        """).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal)];

    /// <summary>What is put at the end when figures or a sign are asked for.</summary>
    private static readonly string[] Endings = ["", "1", "123", "1234", "12345", "123456", "2024", "2025", "2026", "!", "1!", "123!"];

    /// <summary>Passwords of these words that are long enough: each word twice or with an ending, and the pairs of the first ones.</summary>
    public static IEnumerable<string> ThatFit() =>
        Words.SelectMany(word => Endings.SelectMany(ending => new[] { word + ending, Capital(word) + ending, word + word + ending }))
            .Concat(Words.Take(60).SelectMany(first => Words.Take(60).Select(second => first + second)))
            .Where(password => password.Length is >= PasswordRules.Shortest and <= PasswordRules.Longest).Distinct(StringComparer.Ordinal);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
