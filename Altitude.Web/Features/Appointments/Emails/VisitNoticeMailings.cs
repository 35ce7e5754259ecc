using Altitude.Data;
using Altitude.Domain.Appointments;
using Altitude.Web.Background;
using Altitude.Web.Email;

namespace Altitude.Web.Features.Appointments.Emails;

/// <summary>Confirms to the customer's contacts that a visit was confirmed; they see which one, and can still ask for another time.</summary>
public sealed class ConfirmationMailing : IFurtherMailing
{
    private const string Kind = "appointment-confirmed";

    public static IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return line.Detail("by") is null
            ? [] // The office took it down itself.
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
        var texts = new MailTexts(head.Words.Culture);
        return facts.Visit.State == AppointmentState.Confirmed
            ? await facts.LetterAsync(
                db,
                delivery,
                head,
                texts.ConfirmedSubject(facts.WordsOf(head).When(facts.Visit.StartsAt, head.Now)),
                texts.Confirmed(head.Name),
                words: "",
                before: null,
                further: 0,
                cancellationToken
            )
            : null;
    }
}

/// <summary>Tells customer and office that a visit is done.</summary>
public sealed class VisitDoneMailing : IMailing
{
    private const string ToContact = "appointment-done";
    private const string ToOffice = "appointment-done-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var facts = await VisitFacts.ReadAsync(db, line.Subject, cancellationToken);
        return [.. await facts.CustomerAsync(db, ToContact, cancellationToken), .. await facts.OfficeAsync(db, ToOffice, cancellationToken)];
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
        var texts = new MailTexts(head.Words.Culture);
        return facts.Visit.State != AppointmentState.Done ? null // The mark was taken back before the mail could leave.
            : delivery.Kind == ToOffice
                ? new VisitOfficeLetter(
                    head,
                    $"Done: {facts.Visit.Title}, {facts.CustomerName}",
                    "",
                    facts.OfficeFacts(head),
                    facts.OfficeAddress(head),
                    facts.Visit.JobId.Value
                )
            : await facts.LetterAsync(
                db,
                delivery,
                head,
                texts.DoneSubject(facts.Visit.Title),
                texts.Done(head.Name),
                words: "",
                before: null,
                further: 0,
                cancellationToken
            );
    }
}
