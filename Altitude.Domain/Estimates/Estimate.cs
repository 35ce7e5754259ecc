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

    /// <summary>The contact whose answer it was; null while there is none, or it was the company's own.</summary>
    public Id<Contact>? AnsweredByContact { get; private set; }

    /// <summary>Which decision this is: 1, and one more for each that was taken back.</summary>
    public int Round { get; private set; } = 1;

    /// <summary>What the customer waits for since they asked; null: nothing, or they have been answered.</summary>
    public EstimateWish? Wish { get; private set; }

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

        DraftVersion = NextVersion;
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
        draft.Content.RequireSendable();
        var expiresAt = LocalDay.End(draft.Content.ValidThrough, zone);
        RuleViolation.Unless(expiresAt > now, EstimateRules.ValidThrough, "The last day of validity is over. Choose a later one.");

        draft.Seal(Number, expiresAt, now);
        (State, SentVersion, DraftVersion, ExpiryNotedAt, Wish) = (EstimateState.Sent, draft.Number, null, null, null);
        Raise(new EstimateChanged("estimate.sent", this));
    }

    /// <summary>Offers what was sent until a later day, expired or not. What was sent never changes, so it is a version of its own; a draft moves behind it.</summary>
    /// <exception cref="RuleViolation">It was never sent, was answered, or the day is no later one.</exception>
    public void Extend(DateOnly through, TimeZoneInfo zone, DateTimeOffset now)
    {
        RuleViolation.Unless(
            State == EstimateState.Sent,
            EstimateRules.NotOpen,
            State == EstimateState.Draft ? $"{Number} was never sent." : $"{Number} was already {Answer}."
        );
        var sent = Sent!; // State is Sent: there is a sent version.
        RuleViolation.Unless(
            through > sent.Content.ValidThrough,
            EstimateRules.ValidThrough,
            "Choose a later day than the one it is valid through now."
        );
        var content = sent.Content with { ValidThrough = through };
        content.RequireSensible();
        var expiresAt = LocalDay.End(through, zone);
        RuleViolation.Unless(expiresAt > now, EstimateRules.ValidThrough, "That day is over. Choose a later one.");

        var next = NextVersion;
        var extended = Draft;
        if (extended is null)
        {
            extended = new EstimateVersion(this, next, content);
            _versions.Add(extended);
        }
        else
        {
            var written = extended.Content;
            extended.Rewrite(content);
            _versions.Add(new EstimateVersion(this, next, written.ValidThrough < through ? written with { ValidThrough = through } : written));
            DraftVersion = next;
        }

        extended.Seal(Number, expiresAt, now);
        (SentVersion, ExpiryNotedAt, Wish) = (extended.Number, null, null);
        Raise(new EstimateExtended(this, through));
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
        RuleViolation.Unless(version.Content.Offers(given.Package), EstimateRules.Package, "Choose one of the packages, then approve.");
        var totals = version.Content.Totals(given.Ticked, given.Package);
        RuleViolation.Unless(
            totals.Total.MinorUnits == given.ShownTotal,
            EstimateRules.TotalDiffers,
            $"With your choice the total is {format(totals.Total)}. Check it, then approve again."
        );

        var deposit = totals.Deposit.MinorUnits == 0 ? null : format(totals.Deposit);
        var wording = ConsentWording.For(company, Number, format(totals.Total), deposit, given.Package);
        var consent = Consent.Seal(id, this, version, totals, given, wording);
        Answered(EstimateState.Approved, consent.TypedName, given.Contact, given.At, "");
        Raise(
            new EstimateAnswered("estimate.approved", this, consent.TypedName, totals.Total, "")
            {
                Consent = consent.Id,
                Evidence = consent.DocumentHash.Hex,
                Package = consent.Package,
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
        RuleViolation.Unless(version.Content.Offers(recorded.Package), EstimateRules.Package, "Choose the package that the customer approved.");
        var totals = version.Content.Totals(recorded.Ticked, recorded.Package);
        RuleViolation.Unless(
            totals.Total.MinorUnits == recorded.ShownTotal,
            EstimateRules.TotalDiffers,
            $"With these options the total is {format(totals.Total)}. Check it, then record the approval."
        );

        var deposit = totals.Deposit.MinorUnits == 0 ? null : format(totals.Deposit);
        var wording = ConsentWording.ForRecorded(
            company,
            Number,
            recorded.TypedName.Trim(),
            recorded.Kind,
            format(totals.Total),
            deposit,
            recorded.Package
        );
        var consent = Consent.Record(id, this, version, totals, recorded, wording);
        Answered(EstimateState.Approved, consent.TypedName, null, recorded.GivenAt, "");
        Raise(
            new EstimateAnswered("estimate.approved", this, consent.TypedName, totals.Total, "")
            {
                Consent = consent.Id,
                Evidence = consent.DocumentHash.Hex,
                RecordedBy = consent.RecordedBy,
                How = ConsentWording.InWords(consent.Kind),
                Package = consent.Package,
            }
        );
        return consent;
    }

    /// <summary>The customer says no, with or without a reason.</summary>
    /// <param name="contact">Whose answer it is; null: told afterwards, and nobody's to take back.</param>
    /// <exception cref="RuleViolation">Not theirs to decide, answered, expired, or not what was shown.</exception>
    public void Decline(string contactName, ContactRights rights, DocumentHash shown, string reason, DateTimeOffset now, Id<Contact>? contact = null)
    {
        var version = RequireOpen(rights, now);
        RequireShown(version, shown);
        RequireReason(reason);
        Answered(EstimateState.Declined, contactName, contact, now, reason.Trim());
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
        Answered(EstimateState.Withdrawn, staffName, null, now, reason.Trim());
        Raise(new EstimateAnswered("estimate.withdrawn", this, staffName, Sent!.Content.TotalsWithoutOptions.Total, Reason)); // Sent: there is a sent version.
    }

    /// <summary>
    /// Whoever approved or declined thinks better of it: the same version is open again. What they had agreed to stays on record, with its withdrawal
    /// beside it.
    /// </summary>
    /// <param name="consent">The approval that stands; null: it was declined.</param>
    /// <param name="followed">What has come of the answer meanwhile.</param>
    /// <returns>The withdrawal, to be kept with the change; null: there was no approval to withdraw.</returns>
    /// <exception cref="RuleViolation">There is no answer, it is another's, more than ten minutes old, or something has followed from it.</exception>
    public ConsentWithdrawal? TakeBack(TakenBack taken, Consent? consent, AnswerFollowed followed)
    {
        RuleViolation.Unless(
            State is EstimateState.Approved or EstimateState.Declined,
            EstimateRules.NotAnswered,
            State == EstimateState.Withdrawn
                ? $"This estimate was withdrawn by {AnsweredBy}."
                : "There is no answer to take back: this estimate is open."
        );
        RuleViolation.Unless(
            AnsweredByContact == taken.Contact,
            EstimateRules.NotTheirs,
            $"Only {AnsweredBy}, who {Answer} this estimate, can take that back."
        );
        RuleViolation.Unless(
            followed != AnswerFollowed.Payment,
            EstimateRules.Followed,
            "A payment has been begun since. Call the company to change it."
        );
        RuleViolation.Unless(
            followed != AnswerFollowed.Work,
            EstimateRules.Followed,
            "The company has acted on your answer already. Call them to change it."
        );
        RuleViolation.Unless(
            TakeBackUntil(State, AnsweredByContact, AnsweredAt) > taken.At,
            EstimateRules.TooLate,
            $"An answer can be taken back for {(int)TakeBackWithin.TotalMinutes} minutes. Call the company to change it."
        );
        if (State == EstimateState.Approved && (consent?.EstimateId != Id || consent.Version != SentVersion || consent.Round != Round))
        {
            throw new InvalidOperationException($"{Number} is approved, and this is not its consent.");
        }

        var withdrawal = State == EstimateState.Approved ? ConsentWithdrawal.Of(consent!, taken) : null; // Checked above.
        var kind = withdrawal is null ? "estimate.decline-taken-back" : "estimate.approval-taken-back";
        var total = consent?.Total ?? Sent!.Content.TotalsWithoutOptions.Total; // It was answered: there is a sent version.
        (State, AnsweredAt, AnsweredBy, AnsweredByContact, Reason, ExpiryNotedAt) = (EstimateState.Sent, null, null, null, "", null);
        DraftVersion = _versions.Where(v => v.SentAt is null).Max(v => (int?)v.Number); // What staff were writing when the answer came.
        Round++;
        var happened = new EstimateAnswered(kind, this, taken.ContactName, total, "");
        Raise(withdrawal is null ? happened : happened with { Evidence = consent?.DocumentHash.Hex, Consent = consent?.Id });
        return withdrawal;
    }

    /// <summary>Until when a customer may take their answer back, exclusive, UTC; null: there is none of theirs.</summary>
    public static DateTimeOffset? TakeBackUntil(EstimateState state, Id<Contact>? answeredBy, DateTimeOffset? answeredAt) =>
        state is EstimateState.Approved or EstimateState.Declined && answeredBy is not null ? answeredAt + TakeBackWithin : null;

    private static readonly TimeSpan TakeBackWithin = TimeSpan.FromMinutes(10);

    /// <summary>The customer would approve something a little different, and says what. The offer stays open meanwhile.</summary>
    /// <returns>Their words, to be kept with the change.</returns>
    /// <exception cref="RuleViolation">Not theirs to decide, answered, expired, or nothing is written.</exception>
    public EstimateRemark RequestChanges(
        Id<EstimateRemark> id,
        Id<Contact> contact,
        string contactName,
        ContactRights rights,
        string text,
        DateTimeOffset now
    )
    {
        RequireOpen(rights, now);
        RuleViolation.Unless(
            PlainText.IsFilled(text, EstimateRemark.Longest),
            EstimateRules.Texts,
            "Write what should be different, at most 2,000 characters."
        );
        Wish = EstimateWish.Changes;
        return EstimateRemark.Of(id, this, RemarkKind.ChangesRequested, contact.Value, contactName, text, now);
    }

    /// <summary>It has expired, and the customer still wants it.</summary>
    /// <param name="text">May be empty.</param>
    /// <returns>What they asked, to be kept with the change.</returns>
    /// <exception cref="RuleViolation">Not theirs to decide, answered, still open, or asked already.</exception>
    public EstimateRemark AskForNewPrice(
        Id<EstimateRemark> id,
        Id<Contact> contact,
        string contactName,
        ContactRights rights,
        string text,
        DateTimeOffset now
    )
    {
        RequireSent(rights);
        RuleViolation.Unless(HasExpired(now), EstimateRules.NotExpired, "This estimate is open: it can be approved at the price shown.");
        RuleViolation.Unless(Wish != EstimateWish.NewPrice, EstimateRules.Asked, "A new price has been asked for already. The company answers here.");
        RequireReason(text);
        Wish = EstimateWish.NewPrice;
        return EstimateRemark.Of(id, this, RemarkKind.NewPriceAsked, contact.Value, contactName, text, now);
    }

    /// <summary>Staff answer the customer in words.</summary>
    /// <returns>Their words, to be kept with the change.</returns>
    /// <exception cref="RuleViolation">The customer does not have it yet, or nothing is written.</exception>
    public EstimateRemark Reply(Id<EstimateRemark> id, Id<StaffMember> staff, string staffName, string text, DateTimeOffset now)
    {
        RuleViolation.Unless(SentVersion is not null, EstimateRules.NotOpen, $"{Number} was never sent.");
        RuleViolation.Unless(PlainText.IsFilled(text, EstimateRemark.Longest), EstimateRules.Texts, "Write an answer, at most 2,000 characters.");
        Wish = null;
        return EstimateRemark.Of(id, this, RemarkKind.Reply, staff.Value, staffName, text, now);
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

    private int NextVersion => _versions.Max(v => v.Number) + 1;

    private EstimateVersion RequireOpen(ContactRights rights, DateTimeOffset now)
    {
        var sent = RequireSent(rights);
        RuleViolation.Unless(!HasExpired(now), EstimateRules.Expired, "This estimate has expired. Ask for a new price.");
        return sent;
    }

    private EstimateVersion RequireSent(ContactRights rights)
    {
        RuleViolation.Unless(rights.MayDecide(), EstimateRules.NotTheirs, "You may see invoices only. Ask the company for the right to approve.");
        RuleViolation.Unless(
            State == EstimateState.Sent,
            EstimateRules.NotOpen,
            State == EstimateState.Draft ? "This estimate was not sent yet."
                : AnsweredBy is null ? "This estimate has already been answered."
                : $"This estimate was already {Answer} by {AnsweredBy}."
        );
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

    private void Answered(EstimateState state, string by, Id<Contact>? contact, DateTimeOffset at, string reason) =>
        (State, AnsweredBy, AnsweredByContact, AnsweredAt, Reason, DraftVersion, Wish) = (state, by, contact, at, reason, null, null);
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

/// <summary>What a customer has asked for and not got yet.</summary>
public enum EstimateWish
{
    Changes,
    NewPrice,
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
