using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Background;
using Altitude.Web.Email;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Tells the office that a customer said no, and why.</summary>
public sealed class EstimateDeclinedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await EstimateFacts.OfficeAsync(db, "estimate-declined-office", line.Subject, cancellationToken);
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
        if (line.Detail("by") is not { } by)
        {
            return null; // Erased since.
        }

        Money? total =
            long.TryParse(line.Detail("amount"), CultureInfo.InvariantCulture, out var minor) && line.Detail("currency") is { } currency
                ? new Money(minor, new Currency(currency))
                : null;
        return new EstimateDeclinedOfficeLetter(
            head,
            by,
            line.Detail("reason") ?? "",
            line.At,
            total,
            estimate.Number,
            estimate.CustomerName,
            estimate.JobTitle,
            head.Office(estimate.OfficePath),
            estimate.JobId.Value
        );
    }
}

/// <summary>"A customer said no", for the office.</summary>
/// <param name="Reason">The customer's words; empty: none given.</param>
/// <param name="At">UTC.</param>
public sealed record EstimateDeclinedOfficeLetter(
    Letterhead Head,
    string By,
    string Reason,
    DateTimeOffset At,
    Money? Total,
    string Number,
    string CustomerName,
    string Title,
    string Address,
    Guid? Job
) : ILetter
{
    public string Subject => $"{By} declined {Number}";
    public string Preview => Reason.Length > 0 ? Reason : "No reason was given.";
    public Type Component => typeof(EstimateDeclinedOfficeEmail);

    public IReadOnlyList<EmailFact> Facts =>
        [
            new("Customer", CustomerName),
            new("Job", Title),
            new("Declined by", By),
            new("When", Head.Words.Instant(At)),
            .. Total is { } total ? [new EmailFact("Total", Head.Words.Money(total))] : Array.Empty<EmailFact>(),
        ];

    public string Text =>
        $"""
            {By} declined estimate {Number}.

            {EmailFact.Lines(Facts)}

            {(Reason.Length > 0 ? "Reason:\n> " + Reason.ReplaceLineEndings("\n> ") : "No reason was given.")}

            Open the job:
            {Address}

            {Head.Signature}
            """;
}
