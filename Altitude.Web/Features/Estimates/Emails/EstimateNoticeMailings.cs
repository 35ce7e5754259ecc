using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Tells the office that a customer has looked at an estimate.</summary>
public sealed class EstimateViewedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await EstimateFacts.OfficeAsync(db, "estimate-viewed-office", line.Subject, cancellationToken);
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
            : new OfficeNoticeLetter(
                head,
                $"{by} looked at {estimate.Number}",
                Words: "",
                Intro: "",
                [new("Customer", estimate.CustomerName), new("Job", estimate.JobTitle), new("When", head.Words.Instant(line.At))],
                "Open the estimate",
                head.Office($"/estimates/{estimate.Number}"),
                estimate.JobId.Value
            );
    }
}

/// <summary>Confirms to the contact who declined that the company has noted it.</summary>
public sealed class DeclineNotedMailing : IFurtherMailing
{
    private const string Kind = "estimate-declined";

    public static IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var id = new Id<Estimate>(line.Subject);
        var contact = await db.Estimates.Where(e => e.Id == id).Select(e => e.AnsweredByContact).SingleOrDefaultAsync(cancellationToken);
        return contact is null
            ? []
            : await db
                .Contacts.Where(c => c.Id == contact && c.RemovedAt == null)
                .Select(c => new Addressee(Kind, c.Name, c.Email, line.Subject))
                .ToListAsync(cancellationToken);
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var estimate = await EstimateFacts.ReadAsync(db, await FollowedLine.ReadAsync(db, task, cancellationToken), cancellationToken);
        var texts = new MailTexts(head.Words.Culture);
        return estimate.State == EstimateState.Declined
            ? await estimate.NoticeAsync(
                db,
                delivery,
                head,
                texts.DeclinedSubject(estimate.Number),
                texts.Declined(head.Name, estimate.Number, estimate.JobTitle),
                [],
                cancellationToken
            )
            : null;
    }
}

/// <summary>Tells customer and office that an estimate came to its end without an answer.</summary>
public sealed class EstimateExpiredMailing : IMailing
{
    private const string ToContact = "estimate-expired";
    private const string ToOffice = "estimate-expired-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return
        [
            .. await EstimateFacts.OfficeAsync(db, ToOffice, line.Subject, cancellationToken),
            .. await EstimateFacts.DecidersAsync(db, line, ToContact, cancellationToken),
        ];
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
        if (await estimate.EndAsync(db, cancellationToken) is not { } end || end > db.Now)
        {
            return null; // Answered, withdrawn or extended before the mail could leave.
        }

        var texts = new MailTexts(head.Words.Culture);
        return delivery.Kind == ToOffice
            ? new OfficeNoticeLetter(
                head,
                $"{estimate.Number} has expired without an answer",
                Words: "",
                "Extend it, or send a new version; the customer's page opens again by itself.",
                [new("Customer", estimate.CustomerName), new("Job", estimate.JobTitle), new("Ended", head.Words.Instant(end))],
                "Open the estimate",
                head.Office($"/estimates/{estimate.Number}"),
                estimate.JobId.Value
            )
            : await estimate.NoticeAsync(
                db,
                delivery,
                head,
                texts.ExpiredSubject(estimate.Number, estimate.JobTitle),
                texts.Expired(head.Name, estimate.JobTitle),
                [],
                cancellationToken
            );
    }
}

/// <summary>Reminds every contact who may decide that an estimate waits for their answer, or that it ends soon.</summary>
public sealed class EstimateReminderMailing : IMailing
{
    public const string Expiring = "estimate.expiring";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await EstimateFacts.DecidersAsync(db, line, task.Kind == Expiring ? "estimate-expiring" : "estimate-unanswered", cancellationToken);
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
        if (
            await estimate.EndAsync(db, cancellationToken) is not { } end
            || end <= db.Now
            || estimate.SentVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) != line.Detail("version")
            || await estimate.IsWaitingForUsAsync(db, cancellationToken)
        )
        {
            return null; // Somebody acted before the mail could leave.
        }

        var texts = new MailTexts(head.Words.Culture);
        var content = await db
            .EstimateVersions.Where(v => v.EstimateId == estimate.Id && v.Number == estimate.SentVersion)
            .Select(v => v.Content)
            .SingleAsync(cancellationToken);
        var isExpiring = delivery.Kind == "estimate-expiring";
        return await estimate.NoticeAsync(
            db,
            delivery,
            head,
            isExpiring ? texts.ExpiringSubject(estimate.Number, content.Title) : texts.UnansweredSubject(estimate.Number, content.Title),
            isExpiring ? texts.Expiring(head.Name, content.Title, head.Words.Expiry(end, head.Now)) : texts.Unanswered(head.Name, content.Title),
            [
                new(texts.Estimate, estimate.Number),
                .. content.Packages.Count == 0
                    ? [new EmailFact(texts.Total, head.Words.Money(content.TotalsWithoutOptions.Total))]
                    : Array.Empty<EmailFact>(),
                new(texts.ApproveBy, head.Words.Expiry(end, head.Now)),
            ],
            cancellationToken
        );
    }
}
