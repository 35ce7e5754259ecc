using System.Text;
using System.Text.RegularExpressions;

namespace Altitude.Domain.Workspaces;

/// <summary>The company's own words for one mail to customers, with variables in them; without a row the house's words stand.</summary>
public sealed class MailWording : IWorkspaceOwned
{
    private MailWording() { }

    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>Which mail: "estimate-sent".</summary>
    public string Mail { get; private init; } = "";
    public string Subject { get; private set; } = "";

    /// <summary>Paragraphs with empty lines between them.</summary>
    public string Text { get; private set; } = "";
    public string ChangedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    public static MailWording Of(Id<Workspace> workspace, string mail) => new() { WorkspaceId = workspace, Mail = mail };

    public void Write(MailWords words, string by, DateTimeOffset now) => (Subject, Text, ChangedBy, ChangedAt) = (words.Subject, words.Text, by, now);
}

/// <summary>Subject and text of a mail, with variables such as {{customer.first_name}}. A variable is replaced by its value and by nothing else: no word of it runs.</summary>
public sealed partial record MailWords(string Subject, string Text)
{
    public const int LongestSubject = 150;
    public const int LongestText = 4_000;

    /// <summary>Trimmed, with one kind of line end.</summary>
    public MailWords Tidy() => new(Subject.Trim(), Text.ReplaceLineEndings("\n").Trim());

    /// <exception cref="RuleViolation">Nothing, too long, or a variable that this mail does not have; the message lists those that it has.</exception>
    public void Require(IReadOnlyCollection<string> variables)
    {
        RuleViolation.Unless(
            PlainText.IsFilled(Subject, LongestSubject) && !Subject.Any(char.IsControl),
            NotificationRules.Subject,
            $"Write a subject, in one line of at most {LongestSubject} characters."
        );
        RuleViolation.Unless(PlainText.IsFilled(Text, LongestText), NotificationRules.Text, $"Write a text, at most {LongestText:N0} characters.");
        foreach (var text in new[] { Subject, Text })
        {
            if (VariablesIn(text).FirstOrDefault(v => !variables.Contains(v)) is { } unknown)
            {
                throw new RuleViolation(
                    NotificationRules.Variable,
                    $"This mail has no {{{{{unknown}}}}}. It has: {string.Join(", ", variables.Select(v => $"{{{{{v}}}}}"))}."
                );
            }

            var rest = Variable().Replace(text, "");
            RuleViolation.Unless(
                !rest.Contains("{{", StringComparison.Ordinal) && !rest.Contains("}}", StringComparison.Ordinal),
                NotificationRules.Variable,
                $"A variable is written like {{{{{variables.First()}}}}}, with two braces before and after its name."
            );
        }
    }

    /// <summary>With every variable replaced; one without a value leaves nothing. Values are never looked through for variables.</summary>
    public MailWords With(IReadOnlyDictionary<string, string> values) =>
        new(Filled(Subject, values).ReplaceLineEndings(" ").Trim(), Filled(Text, values).Trim());

    /// <summary>The paragraphs of the text.</summary>
    public IReadOnlyList<string> Paragraphs =>
        Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static IEnumerable<string> VariablesIn(string text) => Variable().Matches(text).Select(m => m.Groups["name"].Value);

    private static string Filled(string text, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder(text.Length);
        var at = 0;
        foreach (Match variable in Variable().Matches(text))
        {
            filled.Append(text, at, variable.Index - at).Append(values.GetValueOrDefault(variable.Groups["name"].Value, ""));
            at = variable.Index + variable.Length;
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[^{}\s]{1,60})\s*\}\}")]
    private static partial Regex Variable();
}

/// <summary>The company's words of a mail changed, or the house's stand again.</summary>
public sealed record MailReworded(Id<Workspace> Workspace, string Mail, bool IsReset) : DomainEvent("notifications.reworded", Workspace.Value)
{
    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string> { ["mail"] = Mail, ["end"] = IsReset ? "reset" : "written" };
}
