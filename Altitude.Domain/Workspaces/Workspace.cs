using System.Text;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Leads;

namespace Altitude.Domain.Workspaces;

/// <summary>One company that uses ALTITUDE: its name, zone, money, brand and rules.</summary>
public sealed class Workspace : Entity, IWorkspaceOwned
{
    private Workspace() { }

    public Id<Workspace> Id { get; private init; }

    /// <summary>A workspace is the owner of its own row.</summary>
    public Id<Workspace> WorkspaceId => Id;

    /// <summary>The name in addresses: "summit-air".</summary>
    public string Slug { get; private set; } = "";
    public string Name { get; private set; } = "";

    /// <summary>IANA time zone: "America/Denver".</summary>
    public string ZoneId { get; private set; } = "";
    public Currency Currency { get; private set; }

    /// <summary>BCP 47: "en-US".</summary>
    public string Culture { get; private set; } = "en-US";
    public IReadOnlyList<TaxRate> TaxRates { get; private set; } = [];
    public CompanyDetails Company { get; private set; } = CompanyDetails.None;
    public PortalSettings Portal { get; private set; } = PortalSettings.Default;
    public BrandKit Brand { get; private set; } = BrandKit.Default;
    public RequestFormSettings RequestForm { get; private set; } = RequestFormSettings.Default;

    /// <summary>When visits are made, and which times customers are offered.</summary>
    public VisitHours Visits { get; private set; } = VisitHours.Default;

    /// <summary>Which mails are sent, when they rest, and when the company reminds.</summary>
    public NotificationSettings Notifications { get; private set; } = NotificationSettings.Default;

    /// <summary>The first steps are no longer shown among what needs the company today; their own page keeps them.</summary>
    public bool HidesFirstSteps { get; private set; }

    /// <summary>Whoever works here signs in with a second step: altitude.actor_refusal asks it of every sign-in.</summary>
    public bool RequiresSecondStep { get; private set; }

    /// <summary>UTC; when an owner closed the company; null: it is open. Nothing of it is lost: until <see cref="EndsAt"/> an owner may open it again.</summary>
    public DateTimeOffset? ShutAt { get; private set; }

    /// <summary>UTC, exclusive: until then it can be opened again; null: it is open.</summary>
    public DateTimeOffset? EndsAt => ShutAt + ShutRules.ReopenWithin;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(ZoneId);

    /// <exception cref="RuleViolation">Slug, name, zone or currency cannot be used.</exception>
    public static Workspace Found(Id<Workspace> id, string slug, string name, string zoneId, Currency currency, string culture)
    {
        RequireSlug(slug);
        RequireName(name);
        RuleViolation.Unless(
            TimeZoneInfo.TryFindSystemTimeZoneById(zoneId, out _),
            WorkspaceRules.Zone,
            "Choose a time zone, such as America/Denver."
        );
        return new Workspace
        {
            Id = id,
            Slug = slug,
            Name = name.Trim(),
            ZoneId = zoneId,
            Currency = currency,
            Culture = culture,
        };
    }

    /// <summary>The address that nobody can guess, which a company has until somebody opens its office.</summary>
    public static string UnopenedSlug(Id<Workspace> id) => $"new-{id.Value:N}";

    /// <summary>What a company of this name would like as its address: "Müller & Söhne" asks for "muller-sohne".</summary>
    public static string SlugWish(string name)
    {
        const int longest = 30; // Room for a number behind it, where others have the name too.
        var slug = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug.Length > 0 && slug[^1] != '-' && (char.IsWhiteSpace(letter) || char.IsPunctuation(letter) || char.IsSymbol(letter)))
            {
                slug.Append('-');
            }

            if (slug.Length == longest)
            {
                break;
            }
        }

        var wish = slug.ToString().Trim('-');
        return wish.Length >= 3 ? wish : "company";
    }

    /// <summary>The company's office is opened; from now on it is found under this address, which stays.</summary>
    public void Open(string slug)
    {
        RequireSlug(slug);
        Slug = slug;
        Raise(new WorkspaceOpened(Id, slug));
    }

    /// <summary>The name that customers see. The address of the portal stays.</summary>
    /// <exception cref="RuleViolation">Nothing, or too long.</exception>
    public void Rename(string name)
    {
        RequireName(name);
        Name = name.Trim();
        Raise(new WorkspaceChanged(Id, "name"));
    }

    /// <exception cref="RuleViolation">A detail is too long, or a tax has no name or no sensible percentage.</exception>
    public void Describe(CompanyDetails company, IReadOnlyList<TaxRate> taxRates)
    {
        company.Require();
        RuleViolation.Unless(
            taxRates.All(t => PlainText.IsFilled(t.Name, 60) && Percentage.IsSensible(t.Percent)),
            WorkspaceRules.Tax,
            "A tax has a name and is between 0 and 100 %, with at most four decimals."
        );
        (Company, TaxRates) = (company, taxRates);
        Raise(new WorkspaceChanged(Id, "company"));
    }

    /// <summary>Name and colours as customers see them from now on, on pages that are open too.</summary>
    /// <exception cref="RuleViolation">What stands below mails is too long.</exception>
    public void Dress(BrandKit brand)
    {
        brand.Require();
        Brand = brand;
        Raise(new WorkspaceChanged(Id, "brand"));
    }

    public void Invite(RequestFormSettings requestForm)
    {
        RequestForm = requestForm;
        Raise(new WorkspaceChanged(Id, "request form"));
    }

    /// <exception cref="RuleViolation">Hours that no visit fits into.</exception>
    public void Plan(VisitHours visits)
    {
        visits.Require();
        Visits = visits;
        Raise(new WorkspaceChanged(Id, "visit hours"));
    }

    /// <summary>Which mails are sent from now on; those that wait are asked again when their turn comes.</summary>
    /// <exception cref="RuleViolation">A mail that must be sent is switched off, or a figure is out of all measure.</exception>
    public void Notify(NotificationSettings notifications)
    {
        notifications.Require();
        if (notifications.ChangesSince(Notifications) is [_, ..] changes)
        {
            Notifications = notifications;
            Raise(new NotificationsChanged(Id, changes));
        }
    }

    /// <summary>How customers get in, for how long, and what they find there; sessions that are longer than that are over, and pages of what is hidden are closed.</summary>
    /// <exception cref="RuleViolation">Links or sessions would last no time, or far too long; or a text is too long.</exception>
    public void Control(PortalSettings portal)
    {
        portal.Require();
        var changes = PortalChanges.Between(Portal, portal);
        Portal = portal;
        Raise(new WorkspaceChanged(Id, "portal") { Changes = changes });
    }

    /// <summary>Puts the first steps away, or back; twice changes nothing.</summary>
    public void HideFirstSteps(bool isHidden)
    {
        if (HidesFirstSteps != isHidden)
        {
            HidesFirstSteps = isHidden;
            Raise(new WorkspaceChanged(Id, "first steps"));
        }
    }

    /// <summary>Whether everybody who works here needs a second step. Those who came in without one can do nothing more until they have it, on pages that are open too.</summary>
    /// <param name="hasOne">Whoever decides it came in with one.</param>
    /// <exception cref="RuleViolation">They ask of others what they do not do themselves.</exception>
    public void RequireSecondStep(bool required, bool hasOne, string by)
    {
        RuleViolation.Unless(
            !required || hasOne,
            SecondStepRules.Required,
            "Set up your own second step first, on your profile. Otherwise you would lock yourself out."
        );
        if (RequiresSecondStep != required)
        {
            RequiresSecondStep = required;
            Raise(new SecondStepRequired(Id, required, by));
        }
    }

    /// <summary>
    /// Closes the company: nobody comes into portal or office any more, until an owner opens it again. What is on its way through the payment provider comes first,
    /// or it would arrive where nobody sees it; altitude.append asks that once more, after every act that was under way.
    /// </summary>
    /// <param name="typed">The company's name, typed by whoever means it.</param>
    /// <param name="exportedAt">UTC; when the latest export that can be fetched was ready; null: there is none.</param>
    /// <param name="onItsWay">Payments and refunds that the provider has not decided.</param>
    /// <exception cref="RuleViolation">One of <see cref="ShutRules"/>.</exception>
    public void Shut(string typed, DateTimeOffset? exportedAt, int onItsWay, string by, DateTimeOffset now)
    {
        RuleViolation.Unless(
            now - exportedAt <= ShutRules.ExportAtMost,
            ShutRules.Export,
            "Make an export first, and keep it. The last one must not be older than a day."
        );
        RuleViolation.Unless(
            onItsWay == 0,
            ShutRules.Money,
            "Money is on its way: a payment or a refund that the payment provider has not decided yet. Wait until it has, then close."
        );
        RuleViolation.Unless(
            string.Equals(typed.Trim(), Name, StringComparison.OrdinalIgnoreCase),
            ShutRules.NotTyped,
            $"Type {Name} to confirm that the company is to be closed."
        );
        ShutAt = now;
        Raise(new WorkspaceShut(Id, by, now + ShutRules.ReopenWithin));
    }

    /// <summary>Opens a company again that was closed; twice changes nothing.</summary>
    /// <exception cref="RuleViolation"><see cref="ShutRules.TooLate"/>.</exception>
    public void Reopen(string by, DateTimeOffset now)
    {
        RuleViolation.Unless(EndsAt is null || now < EndsAt, ShutRules.TooLate, "The time in which the company could be opened again is over.");
        if (ShutAt is not null)
        {
            ShutAt = null;
            Raise(new WorkspaceReopened(Id, by));
        }
    }

    /// <summary>The first instant after the local day <paramref name="day"/>: a day ends exclusively at local midnight.</summary>
    public DateTimeOffset EndOf(DateOnly day) => LocalDay.End(day, Zone);

    /// <summary>Which day it is for the company at <paramref name="instant"/>.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => LocalDay.Of(instant, Zone);

    private static void RequireSlug(string slug) =>
        RuleViolation.Unless(
            slug.Length is >= 3 and <= 40
                && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                && slug[0] != '-'
                && slug[^1] != '-',
            WorkspaceRules.Slug,
            "Use 3 to 40 small letters, digits and hyphens for the address."
        );

    private static void RequireName(string name) =>
        RuleViolation.Unless(PlainText.IsFilled(name, 120), WorkspaceRules.Name, "Write the company's name, at most 120 characters.");
}

/// <summary>Rule codes of workspaces.</summary>
public static class WorkspaceRules
{
    public const string Slug = "workspace.slug";
    public const string Name = "workspace.name";
    public const string Zone = "workspace.zone";
    public const string Tax = "workspace.tax";
    public const string Phone = "workspace.phone";
    public const string Email = "workspace.email";
    public const string Address = "workspace.address";
    public const string SetupLinkHours = "workspace.setup-link-hours";
    public const string SessionHours = "workspace.session-hours";
    public const string IdleMinutes = "workspace.idle-minutes";
    public const string Sections = "workspace.sections";
    public const string Welcome = "workspace.welcome";
    public const string Terms = "workspace.terms";
    public const string Privacy = "workspace.privacy";
    public const string Origins = "workspace.origins";
}

/// <summary>Settings or details of the company changed; every open page may look different now.</summary>
public sealed record WorkspaceChanged(Id<Workspace> Workspace, string Part) : DomainEvent("workspace.changed", Workspace.Value)
{
    /// <summary>What is different now, by name; nothing: the part says all.</summary>
    public IReadOnlyDictionary<string, string> Changes { get; init; } = new Dictionary<string, string>();

    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string>(Changes) { ["part"] = Part };
}

/// <summary>Somebody opened the office of a company that had been signed up; it has its address now.</summary>
public sealed record WorkspaceOpened(Id<Workspace> Workspace, string Slug) : DomainEvent("workspace.opened", Workspace.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["slug"] = Slug };
}

/// <summary>A tax that may be put on lines.</summary>
/// <param name="Percent">8.81 means 8.81 %.</param>
public sealed record TaxRate(string Name, decimal Percent);

/// <summary>How customers reach and recognise the company.</summary>
public sealed record CompanyDetails(string Phone, string Email, string Address)
{
    public static readonly CompanyDetails None = new("", "", "");

    /// <exception cref="RuleViolation">The first that cannot be used.</exception>
    internal void Require()
    {
        RuleViolation.Unless(PlainText.Fits(Phone, 40), WorkspaceRules.Phone, "A phone number has at most 40 characters.");
        RuleViolation.Unless(PlainText.Fits(Address, 400), WorkspaceRules.Address, "An address has at most 400 characters.");
        if (Email.Length > 0)
        {
            try
            {
                EmailAddress.Normalise(Email);
            }
            catch (RuleViolation unusable)
            {
                throw new RuleViolation(WorkspaceRules.Email, unusable.Message);
            }
        }
    }
}
