using System.Text;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>Where a request came from.</summary>
/// <param name="UserAgent">As the browser called itself, cut at 400 characters.</param>
public sealed record RequestOrigin(string IpAddress, string UserAgent)
{
    public static RequestOrigin Of(string? ipAddress, string? userAgent) =>
        new(ipAddress ?? "", userAgent is { Length: > 400 } ? userAgent[..400] : userAgent ?? "");
}

/// <summary>What a person said by approving, and what stood on the page when they said it.</summary>
/// <param name="Shown">Hash of the version's document as the page showed it: nobody agrees to a price they have not seen.</param>
/// <param name="Ticked">Keys of the ticked optional lines, as shown.</param>
/// <param name="ShownTotal">Minor units, as shown.</param>
/// <param name="TypedName">As typed.</param>
/// <param name="Channel">How the link was delivered that began the session.</param>
/// <param name="At">UTC; the transaction's own time.</param>
public sealed record ConsentGiven(
    DocumentHash Shown,
    IReadOnlySet<string> Ticked,
    long ShownTotal,
    string TypedName,
    Id<Contact> Contact,
    string ContactName,
    ContactRights Rights,
    Id<PortalSession> Session,
    LinkChannel Channel,
    RequestOrigin Origin,
    DateTimeOffset At
)
{
    /// <summary>The chosen package, as shown; empty: there is none to choose.</summary>
    public string Package { get; init; } = "";
}

/// <summary>The whole evidence of one approval. Append-only; the sealed document carries its own SHA-256.</summary>
public sealed class Consent : IWorkspaceOwned
{
    private Consent() { }

    public Id<Consent> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Estimate> EstimateId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public int Version { get; private init; }

    /// <summary>Which decision on the estimate it was: 1, and one more for each that was taken back.</summary>
    public int Round { get; private init; } = 1;
    public string TypedName { get; private init; } = "";
    public string NormalisedName { get; private init; } = "";

    /// <summary>The words that stood beside the button.</summary>
    public string Wording { get; private init; } = "";

    /// <summary>How it reached the company: by the customer's own hand in the portal, or written down by staff.</summary>
    public ConsentKind Kind { get; private init; }

    /// <summary>Null: given outside the portal, and so are the session and its link.</summary>
    public Id<Contact>? ContactId { get; private init; }
    public string ContactName { get; private init; } = "";
    public Id<PortalSession>? SessionId { get; private init; }
    public LinkChannel? Channel { get; private init; }

    /// <summary>Who of the company wrote it down; null: the customer did it themselves.</summary>
    public Id<StaffMember>? RecordedById { get; private init; }

    /// <summary>Their name at that time; empty: as above.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>UTC; when it was written down; null: as above.</summary>
    public DateTimeOffset? RecordedAt { get; private init; }

    /// <summary>What staff wrote beside it; empty: nothing.</summary>
    public string Note { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset GivenAt { get; private init; }
    public string IpAddress { get; private init; } = "";
    public string UserAgent { get; private init; } = "";
    public IReadOnlyList<string> Ticked { get; private init; } = [];

    /// <summary>The chosen package; by choosing it the customer declined the others. Empty: there was none to choose.</summary>
    public string Package { get; private init; } = "";
    public Money Total { get; private init; }
    public Money Deposit { get; private init; }

    /// <summary>Canonical JSON of all of the above with the version's document.</summary>
    public string Document { get; private init; } = "";
    public DocumentHash DocumentHash { get; private init; }

    internal static Consent Seal(
        Id<Consent> id,
        Estimate estimate,
        EstimateVersion version,
        EstimateTotals totals,
        ConsentGiven given,
        string wording
    )
    {
        var typed = given.TypedName.Trim();
        var ticked = version.Content.Lines.Where(l => l.IsOptional && l.Counts(given.Ticked, given.Package)).Select(l => l.Key).ToArray();
        var document = EstimateDocument.OfConsent(id, version.Document, ticked, totals, given, typed, wording);
        return new Consent
        {
            Id = id,
            WorkspaceId = estimate.WorkspaceId,
            EstimateId = estimate.Id,
            CustomerId = estimate.CustomerId,
            Version = version.Number,
            Round = estimate.Round,
            TypedName = typed,
            NormalisedName = Normalise(typed),
            Wording = wording,
            ContactId = given.Contact,
            ContactName = given.ContactName,
            SessionId = given.Session,
            Channel = given.Channel,
            GivenAt = given.At,
            IpAddress = given.Origin.IpAddress,
            UserAgent = given.Origin.UserAgent,
            Ticked = ticked,
            Package = given.Package,
            Total = totals.Total,
            Deposit = totals.Deposit,
            Document = document,
            DocumentHash = DocumentHash.Of(document),
        };
    }

    internal static Consent Record(
        Id<Consent> id,
        Estimate estimate,
        EstimateVersion version,
        EstimateTotals totals,
        ConsentRecorded recorded,
        string wording
    )
    {
        var tidy = recorded with { TypedName = recorded.TypedName.Trim(), Note = recorded.Note.ReplaceLineEndings("\n").Trim() };
        var ticked = version.Content.Lines.Where(l => l.IsOptional && l.Counts(tidy.Ticked, tidy.Package)).Select(l => l.Key).ToArray();
        var document = EstimateDocument.OfRecordedConsent(id, version.Document, ticked, totals, tidy, wording);
        return new Consent
        {
            Id = id,
            WorkspaceId = estimate.WorkspaceId,
            EstimateId = estimate.Id,
            CustomerId = estimate.CustomerId,
            Version = version.Number,
            Round = estimate.Round,
            Kind = tidy.Kind,
            TypedName = tidy.TypedName,
            NormalisedName = Normalise(tidy.TypedName),
            Wording = wording,
            RecordedById = tidy.By,
            RecordedBy = tidy.ByName,
            RecordedAt = tidy.At,
            Note = tidy.Note,
            GivenAt = tidy.GivenAt,
            Ticked = ticked,
            Package = tidy.Package,
            Total = totals.Total,
            Deposit = totals.Deposit,
            Document = document,
            DocumentHash = DocumentHash.Of(document),
        };
    }

    /// <summary>Two letters at least, so that it can be read as a name; spaces and invisible marks are none.</summary>
    public static bool IsName(string typed)
    {
        if (!PlainText.IsFilled(typed, LongestName))
        {
            return false;
        }

        var name = Normalise(typed);
        return name.Length <= LongestName && name.EnumerateRunes().Count(Rune.IsLetter) >= 2;
    }

    private const int LongestName = 200;

    /// <summary>Compatibility-composed, single spaces, upper case: for comparing, never for showing.</summary>
    public static string Normalise(string name) =>
        string.Join(' ', name.Normalize(NormalizationForm.FormKC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}

/// <summary>The words a customer agrees to. A new wording is a new text here; what was agreed keeps its own.</summary>
public static class ConsentWording
{
    /// <param name="total">Formatted with its currency.</param>
    /// <param name="deposit">Formatted; null: none.</param>
    /// <param name="package">The chosen package; empty: there is none to choose.</param>
    public static string For(string company, string number, string total, string? deposit, string package = "") =>
        $"By typing my name and pressing Approve estimate, I accept estimate {number} from {company}{InPackage(package)} for {total} on the terms shown, "
        + "and agree that my typed name counts as my signature."
        + (deposit is null ? "" : $" A deposit of {deposit} is due now.");

    /// <summary>What staff state where the customer did not press the button themselves.</summary>
    /// <param name="total">Formatted with its currency.</param>
    /// <param name="deposit">Formatted; null: none.</param>
    public static string ForRecorded(
        string company,
        string number,
        string name,
        ConsentKind kind,
        string total,
        string? deposit,
        string package = ""
    ) =>
        $"{name} accepted estimate {number} from {company}{InPackage(package)} for {total} on its terms, {InWords(kind)}."
        + (deposit is null ? "" : $" A deposit of {deposit} is due now.");

    private static string InPackage(string package) => package.Length == 0 ? "" : $", package {package},";

    /// <summary>"by phone", in the middle of a sentence.</summary>
    public static string InWords(ConsentKind kind) =>
        kind switch
        {
            ConsentKind.Paper => "on paper",
            ConsentKind.Phone => "by phone",
            ConsentKind.InPerson => "in person",
            _ => "in the portal",
        };
}
