using System.Globalization;

namespace Altitude.Domain.Workspaces;

/// <summary>What the company decides about its portal.</summary>
/// <param name="SetupLinkHours">How long a new setup link opens.</param>
/// <param name="LongestSessionHours">The longest a signed-in session may last; shortening it ends longer ones now.</param>
public sealed record PortalSettings(bool IsOn, int SetupLinkHours, int LongestSessionHours)
{
    public const int MostSetupLinkHours = 720;
    public const int MostSessionHours = 168;

    /// <summary>That a session was used is written down every five minutes; less than this would end one under its reader's eyes.</summary>
    public const int LeastIdleMinutes = 15;
    public const int LongestWelcome = 1_000;
    public const int LongestText = 20_000;

    public static readonly PortalSettings Default = new(IsOn: true, SetupLinkHours: 72, LongestSessionHours: 8);

    /// <summary>How long a session lasts that nobody uses; 0: as long as any other.</summary>
    public int IdleMinutes { get; init; }

    /// <summary>What customers do not find in the portal.</summary>
    public PortalSections Hidden { get; init; }

    /// <summary>Stands on the portal's front page; empty: nothing.</summary>
    public string Welcome { get; init; } = "";

    /// <summary>The company's terms of business, a page of the portal; empty: there is none.</summary>
    public string Terms { get; init; } = "";

    /// <summary>How the company treats personal data, a page of the portal; empty: there is none.</summary>
    public string Privacy { get; init; } = "";

    /// <exception cref="RuleViolation">The first that cannot be used.</exception>
    internal void Require()
    {
        RuleViolation.Unless(
            SetupLinkHours is >= 1 and <= MostSetupLinkHours,
            WorkspaceRules.SetupLinkHours,
            $"A setup link opens for 1 to {MostSetupLinkHours} hours."
        );
        RuleViolation.Unless(
            LongestSessionHours is >= 1 and <= MostSessionHours,
            WorkspaceRules.SessionHours,
            $"A session lasts 1 to {MostSessionHours} hours."
        );
        RuleViolation.Unless(
            IdleMinutes == 0 || IdleMinutes is >= LeastIdleMinutes and <= MostSessionHours * 60,
            WorkspaceRules.IdleMinutes,
            $"Sessions that nobody uses end after {LeastIdleMinutes} minutes at the earliest, and after {MostSessionHours} hours at the latest."
        );
        RuleViolation.Unless((Hidden & ~PortalSections.All) == 0, WorkspaceRules.Sections, "Choose among the sections that there are.");
        RuleViolation.Unless(
            PlainText.Fits(Welcome, LongestWelcome),
            WorkspaceRules.Welcome,
            $"The welcome has at most {LongestWelcome.ToString("N0", CultureInfo.InvariantCulture)} characters."
        );
        RuleViolation.Unless(
            PlainText.Fits(Terms, LongestText),
            WorkspaceRules.Terms,
            $"The terms have at most {LongestText.ToString("N0", CultureInfo.InvariantCulture)} characters."
        );
        RuleViolation.Unless(
            PlainText.Fits(Privacy, LongestText),
            WorkspaceRules.Privacy,
            $"The privacy notice has at most {LongestText.ToString("N0", CultureInfo.InvariantCulture)} characters."
        );
    }
}

/// <summary>Parts of the portal that a company may hide from its customers. The numbers are kept in the database: altitude.section_of.</summary>
[Flags]
public enum PortalSections
{
    None = 0,
    Estimates = 1,
    Invoices = 2,
    Appointments = 4,
    Messages = 8,
    Activity = 16,

    /// <summary>Where contacts correct their own details.</summary>
    Contact = 32,
    All = Estimates | Invoices | Appointments | Messages | Activity | Contact,
}

/// <summary>What is different between two settings of a portal, as its history tells.</summary>
internal static class PortalChanges
{
    public static Dictionary<string, string> Between(PortalSettings before, PortalSettings after)
    {
        Dictionary<string, string> changes = [];
        void Note(string name, string was, string @is)
        {
            if (was != @is)
            {
                changes[name] = @is;
            }
        }

        Note("on", before.IsOn ? "yes" : "no", after.IsOn ? "yes" : "no");
        Note("link-hours", Number(before.SetupLinkHours), Number(after.SetupLinkHours));
        Note("session-hours", Number(before.LongestSessionHours), Number(after.LongestSessionHours));
        Note("idle-minutes", Number(before.IdleMinutes), Number(after.IdleMinutes));
        Note("hidden", "None", Named(after.Hidden & ~before.Hidden));
        Note("shown", "None", Named(before.Hidden & ~after.Hidden));
        Note("welcome", before.Welcome, after.Welcome);
        foreach (var (name, was, @is) in new[] { ("terms", before.Terms, after.Terms), ("privacy", before.Privacy, after.Privacy) })
        {
            if (was != @is)
            {
                changes[name] = @is.Length == 0 ? "removed" : "written"; // Too long to be told.
            }
        }

        return changes;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Named(PortalSections sections) => sections.ToString();
}
