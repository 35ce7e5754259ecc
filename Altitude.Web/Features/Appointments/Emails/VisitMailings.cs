using System.Globalization;
using Altitude.Data;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments.Emails;

/// <summary>Tells the customer that a visit was booked, moved, taken up, kept, cancelled or brought back: what is true now, beside what they knew.</summary>
public sealed class VisitToldMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return What(line) is { } what
            ? await (await VisitFacts.ReadAsync(db, line.Subject, cancellationToken)).CustomerAsync(db, KindOf(what), cancellationToken)
            : [];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        if (What(line) is not { } what || !StillSo(what, line, facts))
        {
            return null;
        }

        var (texts, words, company) = (new AppointmentTexts(head.Words.Culture), facts.WordsOf(head), head.Name);
        var when = words.When(facts.Visit.StartsAt, head.Now);
        var (subject, intro) = what switch
        {
            VisitChangeKind.Moved => (texts.MailMovedSubject(when), texts.MailMoved(company)),
            VisitChangeKind.Accepted => (texts.MailAcceptedSubject(when), texts.MailAccepted(company)),
            VisitChangeKind.Declined => (texts.MailDeclinedSubject(when), texts.MailDeclined(company)),
            VisitChangeKind.Cancelled => (texts.MailCancelledSubject(when), texts.MailCancelled(company)),
            VisitChangeKind.Restored => (texts.MailRestoredSubject(when, facts.Visit.Title), texts.MailRestored(company)),
            _ => (texts.MailBookedSubject(when, facts.Visit.Title), texts.MailBooked(company)),
        };
        var before =
            Instant(line.Detail("from")) is { } from && from != facts.Visit.StartsAt ? new KnownVisit(from, facts.Visit.Arrival, false) : null;
        return await facts.LetterAsync(
            db,
            delivery,
            head,
            subject,
            intro,
            line.Detail("text") ?? "",
            before,
            int.TryParse(line.Detail("further"), CultureInfo.InvariantCulture, out var further) ? further : 0,
            cancellationToken
        );
    }

    /// <summary>What was changed again since is told by a later mail, or by none.</summary>
    private static bool StillSo(VisitChangeKind what, FollowedLine line, VisitFacts facts) =>
        what == VisitChangeKind.Cancelled
            ? facts.Visit.State == AppointmentState.Cancelled
            : !facts.Visit.IsOver && Instant(line.Detail("starts")) == facts.Visit.StartsAt;

    private static VisitChangeKind? What(FollowedLine line) => Enum.TryParse<VisitChangeKind>(line.Detail("what"), out var what) ? what : null;

    private static string KindOf(VisitChangeKind what) => $"appointment-{what.ToString().ToLowerInvariant()}";

    private static DateTimeOffset? Instant(string? written) =>
        DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;
}

/// <summary>Reminds the customer of a visit that is ahead.</summary>
public sealed class RemindVisitMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        return IsDue(facts, line, db.Now) ? await facts.CustomerAsync(db, "appointment-reminder", cancellationToken) : [];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        if (!IsDue(facts, line, db.Now))
        {
            return null; // Moved, cancelled, or begun before the mail could leave.
        }

        var (texts, words, starts) = (new AppointmentTexts(head.Words.Culture), facts.WordsOf(head), facts.Visit.StartsAt);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(facts.Visit.ZoneId);
        var days = LocalDay.Of(starts, zone).DayNumber - LocalDay.Of(head.Now, zone).DayNumber;
        return await facts.LetterAsync(
            db,
            delivery,
            head,
            days switch
            {
                0 => texts.MailReminderTodaySubject(facts.Visit.Title, words.Time(starts)),
                1 => texts.MailReminderSubject(facts.Visit.Title, words.Time(starts)),
                _ => texts.MailReminderDaySubject(words.When(starts, head.Now), facts.Visit.Title),
            },
            texts.MailReminder(head.Name),
            words: "",
            before: null,
            further: 0,
            cancellationToken
        );
    }

    private static bool IsDue(VisitFacts facts, FollowedLine line, DateTimeOffset now) =>
        facts.IsAhead
        && now < facts.Visit.StartsAt
        && line.Detail("starts") == facts.Visit.StartsAt.ToString("O", CultureInfo.InvariantCulture)
        && now - line.At < VisitReminders.Latest;
}

/// <summary>Tells the customer that the technician has set out; once, however often the mark is taken back and made again.</summary>
public sealed class OnMyWayMailing : IMailing
{
    private const string Kind = "appointment-on-my-way";
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(30);

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var since = db.Now - Again;
        return await db.EmailDeliveries.AnyAsync(d => d.Subject == line.Subject && d.Kind == Kind && d.QueuedAt > since, cancellationToken)
            ? []
            : await (await VisitFacts.ReadAsync(db, line.Subject, cancellationToken)).CustomerAsync(db, Kind, cancellationToken);
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        var texts = new AppointmentTexts(head.Words.Culture);
        var who = facts.Technicians is [var lead, ..] ? lead : texts.OurTechnician;
        return facts.Visit.State == AppointmentState.OnMyWay
            ? await facts.LetterAsync(
                db,
                delivery,
                head,
                texts.MailOnMyWaySubject(who),
                texts.MailOnMyWay(who, head.Name),
                words: "",
                before: null,
                further: 0,
                cancellationToken
            )
            : null;
    }
}

/// <summary>Tells the office that a customer confirmed a visit.</summary>
public sealed class VisitConfirmedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return line.Detail("by") is null
            ? [] // The office took it down itself.
            : await (await VisitFacts.ReadAsync(db, line.Subject, cancellationToken)).OfficeAsync(
                db,
                "appointment-confirmed-office",
                cancellationToken
            );
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        return line.Detail("by") is { } by
            ? new VisitOfficeLetter(
                head,
                $"{by} confirmed the visit on {facts.WordsOf(head).When(facts.Visit.StartsAt, head.Now)}",
                "",
                facts.OfficeFacts(head),
                facts.OfficeAddress(head),
                facts.Visit.JobId.Value
            )
            : null;
    }
}

/// <summary>Tells the office that a customer asks for another time.</summary>
public sealed class VisitAskedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await (await VisitFacts.ReadAsync(db, line.Subject, cancellationToken)).OfficeAsync(db, "appointment-asked-office", cancellationToken);
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        if (facts.Visit.Wish is not { } wish)
        {
            return null; // Answered, or taken back, meanwhile.
        }

        var words = facts.WordsOf(head);
        return new VisitOfficeLetter(
            head,
            $"{wish.By} asks for another time: {facts.Visit.Title}",
            wish.Words,
            [.. wish.Starts.Select(s => new EmailFact("Asks for", words.When(s))), .. facts.OfficeFacts(head)],
            facts.OfficeAddress(head),
            facts.Visit.JobId.Value
        );
    }
}
