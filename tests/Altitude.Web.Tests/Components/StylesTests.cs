using System.Text.RegularExpressions;
using Altitude.Testing;

namespace Altitude.Web.Tests.Components;

/// <summary>A class that no stylesheet knows is a misspelt one, or one of the other room: the page looks plain, and nothing says so.</summary>
public sealed partial class StylesTests
{
    /// <summary>Held on to by scripts and tests alone.</summary>
    private static readonly HashSet<string> Handles = ["visit-state"];

    private static readonly string[] Folders = ["Components", "Features", "Layout"];
    private static readonly string Root = Path.Combine(Repository.Root, "Altitude.Web");
    private static readonly HashSet<string> Portal = ClassesOf("wwwroot/portal.css");
    private static readonly HashSet<string> Office = [.. ClassesOf("wwwroot/office.css"), .. ClassesOf("Layout/OfficeLayout.razor.css")];

    public static TheoryData<string> Pages =>
        [
            .. Folders
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.razor", SearchOption.AllDirectories))
                .Where(path => !path.Contains("/Emails/", StringComparison.Ordinal)) // Mails carry their styles with them.
                .Select(path => Path.GetRelativePath(Root, path)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_class_that_a_page_names_has_a_style(string page)
    {
        HashSet<string> known = [.. RoomOf(page), .. File.Exists(Path.Combine(Root, page + ".css")) ? ClassesOf(page + ".css") : []];

        var named = Named().Matches(File.ReadAllText(Path.Combine(Root, page))).SelectMany(m => WordsOf(m.Groups["names"].Value)).Except(Handles);

        Assert.DoesNotContain(named, name => !known.Contains(name));
    }

    [Theory]
    [InlineData("card need", "card", "need")]
    [InlineData("chip @Tone", "chip")]
    [InlineData("field @(IsWrong ? \"bad\" : \"\")", "field")]
    [InlineData("@(IsWrong ? \"field has-error\" : \"field\")", "field", "has-error")]
    [InlineData("@($\"notice {Tone}\")", "notice")]
    [InlineData("@Look")]
    public void Classes_are_found_however_they_are_written(string names, params string[] found) => Assert.Equal(found, WordsOf(names).Distinct());

    private static IEnumerable<string> RoomOf(string page) =>
        page.Contains("/Office/", StringComparison.Ordinal) ? Office
        : page.Contains("/Portal/", StringComparison.Ordinal) || page.Contains("/SignUp/", StringComparison.Ordinal) ? Portal
        : Office.Union(Portal);

    /// <summary>What an expression may add is not looked at, unless it is the whole.</summary>
    private static IEnumerable<string> WordsOf(string names) =>
        (names.StartsWith("@(", StringComparison.Ordinal) ? string.Join(' ', Quoted().Matches(names).Select(m => m.Groups["said"].Value)) : names)
            .Split(' ')
            .TakeWhile(word => !word.StartsWith("@(", StringComparison.Ordinal))
            .Where(word => Plain().IsMatch(word));

    private static HashSet<string> ClassesOf(string sheet) =>
        [.. Selector().Matches(File.ReadAllText(Path.Combine(Root, sheet))).Select(m => m.Groups["name"].Value)];

    [GeneratedRegex("\\sclass=\"(?<names>@\\((?:[^()\"]|\"[^\"]*\"|\\([^()]*\\))*\\)|[^\"]*)\"")]
    private static partial Regex Named();

    [GeneratedRegex("\"(?<said>[^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\.(?<name>[a-z][a-z0-9-]*)")]
    private static partial Regex Selector();
}
