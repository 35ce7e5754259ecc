using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Tells the office that a customer asks for changes, or for a new price.</summary>
public sealed class EstimateAskedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await EstimateFacts.OfficeAsync(db, "estimate-asked-office", line.Subject, cancellationToken);
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
        return await EstimateFacts.RemarkAsync(db, line, cancellationToken) is not { } remark
            ? null // Erased since.
            : new EstimateAskedLetter(
                head,
                remark.AuthorName,
                remark.Kind == RemarkKind.NewPriceAsked,
                remark.Text,
                remark.At,
                estimate.Number,
                estimate.CustomerName,
                estimate.JobTitle,
                head.Office($"/estimates/{estimate.Number}"),
                estimate.JobId.Value
            );
    }
}

/// <summary>"A customer asks for something", for the office.</summary>
/// <param name="IsNewPrice">The estimate has expired, and they still want it; else they want it changed.</param>
/// <param name="Words">The customer's; may be empty.</param>
/// <param name="At">UTC.</param>
public sealed record EstimateAskedLetter(
    Letterhead Head,
    string By,
    bool IsNewPrice,
    string Words,
    DateTimeOffset At,
    string Number,
    string CustomerName,
    string Title,
    string Address,
    Guid? Job
) : ILetter
{
    public string Subject => IsNewPrice ? $"{By} asks for a new price for {Number}" : $"{By} asks for changes to {Number}";
    public string Preview => Words.Length > 0 ? Words : $"{CustomerName}: {Title}";
    public Type Component => typeof(EstimateAskedEmail);

    public string WhatToDo =>
        IsNewPrice
            ? "The estimate has expired. Extend it, or send a new version; the customer's page opens again by itself."
            : "Answer there, or send a new version. The estimate stays open meanwhile.";

    public IReadOnlyList<EmailFact> Facts => [new("Customer", CustomerName), new("Job", Title), new("When", Head.Words.Instant(At))];

    public string Text =>
        $"""
            {Subject}.

            {EmailFact.Lines(Facts)}
            {(Words.Length > 0 ? "\n> " + Words.ReplaceLineEndings("\n> ") + "\n" : "")}
            {WhatToDo}
            {Address}

            {Head.Signature}
            """;
}
