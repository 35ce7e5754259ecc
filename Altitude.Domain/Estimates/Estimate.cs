using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>A priced offer for a job, in versions. Drafted and sent by staff; approved or declined by the customer, once.</summary>
public sealed class Estimate : Entity, IWorkspaceOwned
{
    private readonly List<EstimateVersion> _versions = [];

    private Estimate() { }

    public Id<Estimate> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>As people say it: "EST-1001".</summary>
    public string Number { get; private init; } = "";
    public EstimateState State { get; private set; } = EstimateState.Draft;

    /// <summary>The version before the customer; null: none was sent.</summary>
    public int? SentVersion { get; private set; }

    /// <summary>The version that staff are writing; null: none.</summary>
    public int? DraftVersion { get; private set; }

    /// <summary>UTC; when it was answered or withdrawn; null while it was not.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Whose answer it was, as the page names them; null while there is none.</summary>
    public string? AnsweredBy { get; private set; }

    /// <summary>The customer's words on declining, or the staff's on withdrawing.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>UTC; when the sweep noted that it had expired. Never asked whether it has: see <see cref="HasExpired"/>.</summary>
    public DateTimeOffset? ExpiryNotedAt { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }
    public IReadOnlyList<EstimateVersion> Versions => _versions;

    /// <summary>What the customer sees; null: nothing yet.</summary>
    public EstimateVersion? Sent => _versions.SingleOrDefault(v => v.Number == SentVersion);

    /// <summary>What staff are writing; null: nothing.</summary>
    public EstimateVersion? Draft => _versions.SingleOrDefault(v => v.Number == DraftVersion);

    /// <exception cref="RuleViolation">The content cannot be offered.</exception>
    public static Estimate Begin(Id<Estimate> id, Job job, string number, EstimateContent content, DateTimeOffset now)
    {
        content.RequireSensible();
        var estimate = new Estimate
        {
            Id = id,
            WorkspaceId = job.WorkspaceId,
            JobId = job.Id,
            CustomerId = job.CustomerId,
            Number = number,
            CreatedAt = now,
            DraftVersion = 1,
        };
        estimate._versions.Add(new EstimateVersion(estimate, 1, content));
        estimate.Raise(new EstimateChanged("estimate.drafted", estimate) { Customer = null });
        return estimate;
    }

    /// <summary>Writes the draft. What was sent never changes: editing it begins the next version. Saving what was sent, unchanged, begins none.</summary>
    /// <exception cref="RuleViolation">It was answered, or the content cannot be offered.</exception>
    public void Edit(EstimateContent content)
    {
        RuleViolation.Unless(
            State is EstimateState.Draft or EstimateState.Sent,
            EstimateRules.NotOpen,
            $"{Number} was {Answer} and can no longer be changed. Make a new estimate."
        );
        content.RequireSensible();
        if (Draft is { } draft)
        {
            draft.Rewrite(content);
            Touch();
            return;
        }

        if (Sent is { } sent && sent.Content.SameAs(content))
        {
            return;
        }

        DraftVersion = _versions.Max(v => v.Number) + 1;
        _versions.Add(new EstimateVersion(this, DraftVersion.Value, content));
        Touch();
    }

    /// <summary>Puts the draft before the customer; a version sent earlier is superseded.</summary>
    /// <exception cref="RuleViolation">There is nothing to send, or its last day is over.</exception>
    public void Send(TimeZoneInfo zone, DateTimeOffset now)
    {
        RuleViolation.Unless(
            State is EstimateState.Draft or EstimateState.Sent,
            EstimateRules.NotOpen,
            $"{Number} was {Answer} and cannot be sent again."
        );
        var draft = Draft ?? throw new RuleViolation(EstimateRules.NothingToSend, $"{Number} was already sent, and nothing was changed since.");
        RuleViolation.Unless(
            draft.Content.Lines.Any(l => !l.IsOptional),
            EstimateRules.Empty,
            "Add at least one line that is not optional before sending."
        );
        var expiresAt = LocalDay.End(draft.Content.ValidThrough, zone);
        RuleViolation.Unless(expiresAt > now, EstimateRules.ValidThrough, "The last day of validity is over. Choose a later one.");

        draft.Seal(Number, expiresAt, now);
        (State, SentVersion, DraftVersion, ExpiryNotedAt) = (EstimateState.Sent, draft.Number, null, null);
        Raise(new EstimateChanged("estimate.sent", this));
    }

    /// <summary>The customer accepts what was shown by typing their name.</summary>
    /// <param name="company">As the wording names it.</param>
    /// <param name="format">Formats money for the wording.</param>
    /// <returns>The evidence, to be kept with the change.</returns>
    /// <exception cref="RuleViolation">Not theirs to decide, answered, expired, or not what was shown.</exception>
    public Consent Approve(Id<Consent> id, ConsentGiven given, string company, Func<Money, string> format)
    {
        var version = RequireOpen(given.Rights, given.At);
        RequireShown(version, given.Shown);
        RuleViolation.Unless(Consent.IsName(given.TypedName), EstimateRules.TypedName, "Type your full name to approve, at least two letters.");
        var totals = version.Content.Totals(given.Ticked);
        RuleViolation.Unless(
            totals.Total.MinorUnits == given.ShownTotal,
            EstimateRules.TotalDiffers,
            $"With your choice the total is {format(totals.Total)}. Check it, then approve again."
        );

        var deposit = totals.Deposit.MinorUnits == 0 ? null : format(totals.Deposit);
        var consent = Consent.Seal(id, this, version, totals, given, ConsentWording.For(company, Number, format(totals.Total), deposit));
        Answered(EstimateState.Approved, consent.TypedName, given.At, "");
        Raise(
            new EstimateAnswered("estimate.approved", this, consent.TypedName, totals.Total, "")
            {
                Consent = consent.Id,
                Evidence = consent.DocumentHash.Hex,
            }
        );
        return consent;
    }

    /// <summary>Staff write down that the customer accepted what was sent, on paper, by phone or in person.</summary>
    /// <param name="company">As the wording names it.</param>
    /// <param name="format">Formats money for the wording.</param>
    /// <returns>The evidence, to be kept with the change.</returns>
    /// <exception cref="RuleViolation">Answered, not what was looked at, or given before it was sent, after its last day or in the future.</exception>
    public Consent RecordApproval(Id<Consent> id, ConsentRecorded recorded, string company, Func<Money, string> format)
    {
        RuleViolation.Unless(
            State == EstimateState.Sent,
            EstimateRules.NotOpen,
            State == EstimateState.Draft
                ? $"{Number} was not sent yet. Send it first."
                : $"{Number} was already {Answer}{(AnsweredBy is null ? "" : $" by {AnsweredBy}")}."
        );
        var version = Sent!; // State is Sent: there is a sent version.
        RuleViolation.Unless(
            recorded.Shown == version.DocumentHash,
            EstimateRules.Changed,
            $"A new version of {Number} was sent meanwhile. Check which one the customer approved."
        );
        RuleViolation.Unless(
            recorded.Kind is ConsentKind.Paper or ConsentKind.Phone or ConsentKind.InPerson,
            EstimateRules.HowApproved,
            "Choose how it was approved: on paper, by phone or in person."
        );
        RuleViolation.Unless(
            Consent.IsName(recorded.TypedName),
            EstimateRules.TypedName,
            "Type the full name of whoever approved, at least two letters."
        );
        RuleViolation.Unless(PlainText.Fits(recorded.Note, 2_000), EstimateRules.Texts, "Write at most 2,000 characters.");
        RuleViolation.Unless(recorded.GivenAt <= recorded.At, EstimateRules.WhenApproved, "That is still to come. Say when it was approved.");
        var sentAt = version.SentAt!.Value; // It was sent.
        RuleViolation.Unless(
            recorded.GivenAt >= sentAt.AddTicks(-(sentAt.Ticks % TimeSpan.TicksPerMinute)), // People say when to the minute.
            EstimateRules.WhenApproved,
            "That was before this version was sent. Say when it was approved."
        );
        RuleViolation.Unless(
            recorded.GivenAt < version.ExpiresAt,
            EstimateRules.Expired,
            "By then the estimate had expired. Send a new version, then record the approval."
        );
        var totals = version.Content.Totals(recorded.Ticked);
        RuleViolation.Unless(
            totals.Total.MinorUnits == recorded.ShownTotal,
            EstimateRules.TotalDiffers,
            $"With these options the total is {format(totals.Total)}. Check it, then record the approval."
        );

        var deposit = totals.Deposit.MinorUnits == 0 ? null : format(totals.Deposit);
        var wording = ConsentWording.ForRecorded(company, Number, recorded.TypedName.Trim(), recorded.Kind, format(totals.Total), deposit);
        var consent = Consent.Record(id, this, version, totals, recorded, wording);
        Answered(EstimateState.Approved, consent.TypedName, recorded.GivenAt, "");
        Raise(
            new EstimateAnswered("estimate.approved", this, consent.TypedName, totals.Total, "")
            {
                Consent = consent.Id,
                Evidence = consent.DocumentHash.Hex,
                RecordedBy = consent.RecordedBy,
                How = ConsentWording.InWords(consent.Kind),
            }
        );
        return consent;
    }

    /// <summary>The customer says no, with or without a reason.</summary>
    /// <exception cref="RuleViolation">Not theirs to decide, answered, expired, or not what was shown.</exception>
    public void Decline(string contactName, ContactRights rights, DocumentHash shown, string reason, DateTimeOffset now)
    {
        var version = RequireOpen(rights, now);
        RequireShown(version, shown);
        RequireReason(reason);
        Answered(EstimateState.Declined, contactName, now, reason.Trim());
        Raise(new EstimateAnswered("estimate.declined", this, contactName, version.Content.TotalsWithoutOptions.Total, Reason));
    }

    /// <summary>Staff take back what they sent, before it was answered.</summary>
    /// <exception cref="RuleViolation">It was answered, or never sent.</exception>
    public void Withdraw(string staffName, string reason, DateTimeOffset now)
    {
        RuleViolation.Unless(
            State == EstimateState.Sent,
            EstimateRules.NotOpen,
            State == EstimateState.Draft ? $"{Number} was never sent." : $"{Number} was already {Answer}."
        );
        RequireReason(reason);
        Answered(EstimateState.Withdrawn, staffName, now, reason.Trim());
        Raise(new EstimateAnswered("estimate.withdrawn", this, staffName, Sent!.Content.TotalsWithoutOptions.Total, Reason)); // Sent: there is a sent version.
    }

    /// <summary>The sweep found it expired: pages and board learn of it. Twice changes nothing.</summary>
    /// <returns>Whether there was anything to note.</returns>
    public bool NoteExpiry(DateTimeOffset now)
    {
        if (!HasExpired(now) || ExpiryNotedAt is not null)
        {
            return false;
        }

        ExpiryNotedAt = now;
        Raise(new EstimateChanged("estimate.expired", this));
        return true;
    }

    /// <summary>Expiry is a fact about the clock, not a state anyone must remember to set.</summary>
    public bool HasExpired(DateTimeOffset now) => StateAt(now) == EstimateState.Expired;

    /// <summary>The state as people read it at <paramref name="now"/>.</summary>
    public EstimateState StateAt(DateTimeOffset now) => StateAt(State, Sent?.ExpiresAt, now);

    /// <summary>The same for lists, which read no whole estimates.</summary>
    /// <param name="stored">As it is kept; never <see cref="EstimateState.Expired"/>.</param>
    /// <param name="expiresAt">Of the sent version, exclusive; null: none was sent.</param>
    public static EstimateState StateAt(EstimateState stored, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        stored == EstimateState.Sent && now >= expiresAt ? EstimateState.Expired : stored;

    private string Answer => State.ToString().ToLowerInvariant();

    private EstimateVersion RequireOpen(ContactRights rights, DateTimeOffset now)
    {
        RuleViolation.Unless(rights.MayDecide(), EstimateRules.NotTheirs, "You may see invoices only. Ask the company for the right to approve.");
        RuleViolation.Unless(
            State == EstimateState.Sent,
            EstimateRules.NotOpen,
            State == EstimateState.Draft ? "This estimate was not sent yet."
                : AnsweredBy is null ? "This estimate has already been answered."
                : $"This estimate was already {Answer} by {AnsweredBy}."
        );
        RuleViolation.Unless(!HasExpired(now), EstimateRules.Expired, "This estimate has expired. Ask for a new price.");
        return Sent!; // State is Sent: there is a sent version.
    }

    private static void RequireShown(EstimateVersion version, DocumentHash shown) =>
        RuleViolation.Unless(
            shown == version.DocumentHash,
            EstimateRules.Changed,
            "This estimate was changed while you read it. Check the new version, then decide."
        );

    private static void RequireReason(string reason) =>
        RuleViolation.Unless(PlainText.Fits(reason, 2_000), EstimateRules.Texts, "Write at most 2,000 characters.");

    private void Answered(EstimateState state, string by, DateTimeOffset at, string reason) =>
        (State, AnsweredBy, AnsweredAt, Reason, DraftVersion) = (state, by, at, reason, null);
}

/// <summary>One version of an estimate. Written until it is sent, then never changed.</summary>
public sealed class EstimateVersion : IWorkspaceOwned
{
    private EstimateVersion() { }

    internal EstimateVersion(Estimate estimate, int number, EstimateContent content) =>
        (WorkspaceId, EstimateId, Number, Content) = (estimate.WorkspaceId, estimate.Id, number, content);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Estimate> EstimateId { get; private init; }
    public int Number { get; private init; }
    public EstimateContent Content { get; private set; } = null!; // EF Core sets it; the constructor does otherwise.

    /// <summary>Canonical JSON of what was sent; empty while it is a draft.</summary>
    public string Document { get; private set; } = "";
    public DocumentHash DocumentHash { get; private set; } = new("");

    /// <summary>UTC; null while it is a draft.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>UTC, exclusive: the end of the last valid day where the company is; null while it is a draft.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    internal void Rewrite(EstimateContent content)
    {
        RuleViolation.Unless(SentAt is null, EstimateRules.SentStays, "What was sent never changes.");
        Content = content;
    }

    internal void Seal(string number, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        (SentAt, ExpiresAt) = (now, expiresAt);
        Document = EstimateDocument.OfVersion(number, Number, Content, now, expiresAt);
        DocumentHash = DocumentHash.Of(Document);
    }
}

/// <summary>Where an estimate stands. Expired is computed; superseded is said of a version that a later one replaced.</summary>
public enum EstimateState
{
    Draft,
    Sent,
    Approved,
    Declined,
    Expired,
    Superseded,
    Withdrawn,
}
