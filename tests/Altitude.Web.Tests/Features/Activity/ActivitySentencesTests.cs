using System.Text.RegularExpressions;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Tests.Features.Activity;

public sealed partial class ActivitySentencesTests
{
    private static readonly WorkspaceView s_company = WorkspaceView.Of(
        Workspace.Found(Id<Workspace>.New(), "summit-air", "Summit Air", "America/Denver", Currency.Of("USD"), "en-US")
    );

    [Fact]
    public void Whatever_can_happen_is_told_to_staff_in_words()
    {
        string[] folders = ["Altitude.Domain", "Altitude.Data", "Altitude.Web"];
        var kinds = folders
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => EventKind().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Concat(["mail.sent", "mail.failed", "mail.deferred", "mail.withheld"])
            .Distinct()
            .ToArray();

        Assert.Contains("estimate.sent", kinds);
        Assert.Contains("job.moved", kinds);
        Assert.All(kinds, k => Assert.NotEqual(k, ActivitySentences.ForStaff(Line(k), s_company)));
    }

    [Fact]
    public void A_mail_is_told_with_whom_it_went_to()
    {
        var line = Line("mail.sent", """{"mail":"estimate-sent","to":"Maria Delgado"}""");

        Assert.Equal("Mailed to Maria Delgado: estimate sent", ActivitySentences.ForStaff(line, s_company));
    }

    private static ActivityLine Line(string kind, string? body = null) =>
        new(1, kind, Guid.NewGuid(), "staff", null, new DateTimeOffset(2027, 6, 8, 18, 5, 0, TimeSpan.Zero), body);

    /// <summary>An event's kind where the event is made; a rule's name looks the same, but is said elsewhere.</summary>
    [GeneratedRegex("""(?:base|new (?!RuleViolation)\w+)\(\s*"([a-z-]+\.[a-z-]+)["]""")]
    private static partial Regex EventKind();
}
