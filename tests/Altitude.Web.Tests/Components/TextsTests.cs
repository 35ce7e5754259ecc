using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Altitude.Web.Components;

namespace Altitude.Web.Tests.Components;

public sealed partial class TextsTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    public static TheoryData<Type> Areas => [.. typeof(Texts).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Texts)))];

    /// <summary>Parts beside the portal's own pages that customers read, too.</summary>
    private static readonly string[] s_shared =
    [
        "Components/CompanySide",
        "Components/ErrorSummary",
        "Components/EstimateNeed",
        "Components/Kept",
        "Components/FileList",
        "Components/Nothing",
        "Components/PortalThread",
        "Components/SignInPanel",
        "Components/Timeline",
        "Components/VisitNeed",
        "Features/Appointments/Emails/VisitEmail",
        "Features/Estimates/EstimateChangeList",
        "Features/Conversations/Emails/MessagesEmail",
        "Features/Estimates/Emails/EstimateApprovedEmail",
        "Features/Estimates/Emails/EstimateRepliedEmail",
        "Features/Estimates/Emails/EstimateSentEmail",
        "Features/Home/Error",
        "Features/Home/NotFound",
        "Features/PortalAccess/Emails/NewLinkEmail",
        "Layout/DoorLayout",
        "Layout/PortalGate",
        "Layout/PortalLayout",
    ];

    public static TheoryData<string> CustomersMarkup =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Root, "Features"), "*.razor", SearchOption.AllDirectories)
                .Where(path => path.Contains("/Portal/", StringComparison.Ordinal))
                .Concat(s_shared.Select(name => Path.Combine(Root, name + ".razor")))
                .Select(path => Path.GetRelativePath(Root, path)),
        ];

    private static string Root { get; } = FindRoot();

    [Theory]
    [MemberData(nameof(Areas))]
    public void Every_text_shows_what_it_is_given(Type area)
    {
        var texts = Activator.CreateInstance(area, English);
        foreach (var member in Members(area))
        {
            object[] shown = [.. member.GetParameters().Select((p, i) => p.ParameterType == typeof(int) ? 7 + i : (object)$"«{i}»")];

            var text = (string)member.Invoke(texts, shown)!;

            Assert.All(shown, value => Assert.Contains(value.ToString()!, text, StringComparison.Ordinal));
            Assert.DoesNotContain("{", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void No_text_is_left_over(Type area)
    {
        var said = Members(area).Select(m => m.Name.Replace("get_", "", StringComparison.Ordinal)).ToHashSet();

        var kept = Texts.ResourcesOf(area).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;

        Assert.DoesNotContain(kept.Cast<DictionaryEntry>().Select(e => ((string)e.Key).Split('.')[0]), name => !said.Contains(name));
    }

    [Theory]
    [InlineData("en-US", 1, "1 hour")]
    [InlineData("en-US", 0, "0 hours")]
    [InlineData("en-US", 1_500, "1,500 hours")]
    public void A_number_takes_its_form(string culture, int count, string said) =>
        Assert.Equal(said, new CommonTexts(CultureInfo.GetCultureInfo(culture)).Hours(count));

    [Theory]
    [InlineData("fr-FR", 0, Plural.One)]
    [InlineData("de-DE", 0, Plural.Other)]
    [InlineData("ja-JP", 1, Plural.Other)]
    public void Languages_count_in_their_own_way(string culture, int count, string form) =>
        Assert.Equal(form, Plural.FormOf(CultureInfo.GetCultureInfo(culture), count));

    [Theory]
    [MemberData(nameof(CustomersMarkup))]
    public void What_customers_read_stands_in_resources(string file)
    {
        var markup = File.ReadAllText(Path.Combine(Root, file));
        markup = Code().Replace(Comment().Replace(markup, ""), "");

        var left = Expression()
            .Replace(markup, "")
            .Replace("ALTITUDE", "", StringComparison.Ordinal)
            .Replace("SHA-256", "", StringComparison.Ordinal);
        var spoken = SpokenAttribute().Matches(left).Select(m => m.Groups["said"].Value);
        var written = Tag().Replace(left, "\n").Split('\n').Where(line => !Control().IsMatch(line));

        Assert.DoesNotContain(written.Concat(spoken), text => Word().IsMatch(text));
    }

    private static IEnumerable<MethodInfo> Members(Type area) =>
        area.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => m.ReturnType == typeof(string));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Altitude.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not stand in the repository.");
        }

        return Path.Combine(folder.FullName, "Altitude.Web");
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@code\s*\{.*", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    /// <summary>A name or a call after an at sign, or anything in its parentheses.</summary>
    [GeneratedRegex(
        @"@(?!if|else|foreach|switch|page|using|layout|inherits|attribute)(?:\w+(?:[?!]?\.\w+)*)?(?<call>\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)(?:\.\w+)*)?"
    )]
    private static partial Regex Expression();

    [GeneratedRegex("(?:aria-label|title|alt|placeholder|Text|Heading|Title)=\"(?<said>[^\"]*)\"")]
    private static partial Regex SpokenAttribute();

    [GeneratedRegex("<(?:[^<>\"]|\"[^\"]*\")*>")]
    private static partial Regex Tag();

    /// <summary>Lines that direct the drawing.</summary>
    [GeneratedRegex(@"^\s*(?:@?(?:if|else|foreach|switch)\b|@(?:page|using|layout|inherits|attribute|code)\b|case\b|break;|var\b|\{|\})")]
    private static partial Regex Control();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
