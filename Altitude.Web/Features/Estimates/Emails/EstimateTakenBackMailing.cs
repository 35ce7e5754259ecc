using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Tells the office that a customer took back their answer, and confirms it to whoever took an approval back.</summary>
public sealed class EstimateTakenBackMailing : IMailing
{
    private const string OfApproval = "estimate.approval-taken-back";
    private const string ToOffice = "estimate-taken-back-office";
    private const string ToContact = "estimate-taken-back";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        List<Addressee> all = [.. await EstimateFacts.OfficeAsync(db, ToOffice, line.Subject, cancellationToken)];
        if (Guid.TryParse(line.Detail("consent"), out var given))
        {
            var id = new Id<Consent>(given);
            all.AddRange(
                await db
                    .Contacts.Where(c => c.RemovedAt == null && db.ConsentWithdrawals.Any(w => w.ConsentId == id && w.ContactId == c.Id))
                    .Select(c => new Addressee(ToContact, c.Name, c.Email, line.Subject))
                    .ToListAsync(cancellationToken)
            );
        }

        return all;
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
        var estimate = await EstimateFacts.ReadAsync(db, line, cancellationToken);
        return line.Detail("by") is not { } by
            ? null // Erased since.
            : new EstimateTakenBackLetter(
                head,
                by,
                task.Kind == OfApproval,
                delivery.Kind == ToContact,
                line.At,
                estimate.Number,
                estimate.CustomerName,
                estimate.JobTitle,
                head.Office(estimate.OfficePath),
                estimate.JobId.Value
            );
    }
}

/// <summary>"An answer was taken back."</summary>
/// <param name="WasApproval">Else it had been declined.</param>
/// <param name="IsForCustomer">Else it is for the office.</param>
/// <param name="At">UTC.</param>
/// <param name="Address">The office's; customers get none.</param>
public sealed record EstimateTakenBackLetter(
    Letterhead Head,
    string By,
    bool WasApproval,
    bool IsForCustomer,
    DateTimeOffset At,
    string Number,
    string CustomerName,
    string Title,
    string Address,
    Guid? Job
) : ILetter
{
    public EstimateTexts Texts => new(Head.Words.Culture);
    public string Subject =>
        IsForCustomer ? Texts.YouTookBack(Number)
        : WasApproval ? $"{By} took back the approval of {Number}"
        : $"{By} no longer declines {Number}";

    public string Preview => Texts.TitleOpenAgain(Title);
    public Type Component => typeof(EstimateTakenBackEmail);

    public string Meaning => WasApproval ? Texts.OpenAgainInvoiceVoid(Title) : Texts.OpenAgain(Title);

    public IReadOnlyList<EmailFact> Facts =>
        IsForCustomer
            ? [new(Texts.MailEstimate, Number), new(Texts.TakenBack, Head.Words.Instant(At))]
            : [new("Customer", CustomerName), new("Job", Title), new("When", Head.Words.Instant(At))];

    public string Text =>
        $"""
            {Subject}.

            {Meaning}

            {EmailFact.Lines(Facts)}
            {(IsForCustomer ? "" : $"\nOpen the job:\n{Address}\n")}
            {Head.Signature}
            """;
}
