using System.Diagnostics.Metrics;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Web.Background;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Email;

/// <summary>One kind of mail: whom it goes to, decided when it is queued, and what it says, written when it is sent.</summary>
public interface IMailing
{
    /// <summary>Nobody: there is nothing to tell, or a switch is off.</summary>
    Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken);

    /// <summary>Called anew for each attempt; what it adds to <paramref name="db"/>, such as a link's secret, is committed before the mail leaves.</summary>
    /// <returns>Null: it must not be sent any more.</returns>
    Task<ILetter?> WriteAsync(WorkspaceDb db, OutboxTask task, EmailDelivery delivery, Letterhead head, CancellationToken cancellationToken);
}

/// <summary>Somebody who gets a mail.</summary>
/// <param name="Kind">Which mail: "estimate-sent".</param>
/// <param name="Subject">The record it is about.</param>
public sealed record Addressee(string Kind, string Name, string Address, Guid Subject);

/// <summary>What became of a mail, for the staff's timeline. Customers' pages do not show it.</summary>
public sealed record MailMoved : DomainEvent
{
    public MailMoved(EmailDelivery delivery, Guid? job)
        : base($"mail.{delivery.State.ToString().ToLowerInvariant()}", delivery.Subject)
    {
        Job = job;
        Details = new Dictionary<string, string>
        {
            ["mail"] = delivery.Kind,
            ["to"] = delivery.RecipientName,
            ["error"] = delivery.LastError,
        };
    }

    public override IReadOnlyDictionary<string, string> Details { get; }
}

/// <summary>
/// Sends the mails that one row of the outbox causes. Each has a row in the delivery log, made in the first transaction; a mail is sent while its row is locked and
/// its attempt is the latest, so that a task that runs twice sends once. Only a lost answer of the mail server can make two, which then share a Message-ID.
/// </summary>
public sealed class MailRound<TMailing>(WorkspaceDbFactory workspaces, TMailing mailing, LetterWriter writer, IEmailSender sender, PublicAddress site)
    : IBackgroundTask
    where TMailing : IMailing
{
    /// <summary>A mail server that takes nothing for so long gets no further attempt.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        var actor = new BackgroundTask(task.WorkspaceId, "Mail");
        DateTimeOffset? again = null;
        foreach (var delivery in await QueueAsync(actor, task, cancellationToken))
        {
            if (await DeliverAsync(actor, task, delivery, cancellationToken) is { } later)
            {
                again = again < later ? again : later;
            }
        }

        return new TaskEnd(again);
    }

    /// <summary>A new row of the outbox is a new cause, unless it repeats a line of activity.</summary>
    private static Guid CauseOf(OutboxTask task) => task.IsFollowUp ? task.Subject : task.Id;

    /// <returns>The deliveries that are still to be made.</returns>
    private async Task<IReadOnlyList<Guid>> QueueAsync(BackgroundTask actor, OutboxTask task, CancellationToken cancellationToken)
    {
        var cause = CauseOf(task);
        await using var db = await workspaces.OpenAsync(actor, cancellationToken);
        if (!await db.EmailDeliveries.AnyAsync(d => d.Cause == cause, cancellationToken))
        {
            var gate = await MailGate.ReadAsync(db, cancellationToken);
            // A contact with a phone number alone has no address.
            foreach (
                var to in (await mailing.AddresseesAsync(db, task, cancellationToken)).Where(a =>
                    a.Address.Length > 0 && gate.Lets(a.Kind, a.Address)
                )
            )
            {
                var id = Guid.CreateVersion7();
                await db.ExecuteAsync(
                    """
                    insert into tenant.email_deliveries
                        (workspace_id, id, cause, subject, kind, recipient, recipient_name, state, attempts, last_error, message_id, queued_at, again)
                      values ($1, $2, $3, $4, $5, $6, $7, 'Queued', 0, '', $8, altitude.now(), 0)
                      on conflict (workspace_id, cause, kind, recipient, again) do nothing
                    """,
                    [task.WorkspaceId.Value, id, cause, to.Subject, to.Kind, to.Address, to.Name, $"{id:N}@{site.Root.Host}"],
                    cancellationToken
                );
            }

            var queued = await PendingAsync(db, cause, cancellationToken);
            await workspaces.CommitAsync(db, cancellationToken);
            return queued;
        }

        return await PendingAsync(db, cause, cancellationToken);
    }

    private static async Task<IReadOnlyList<Guid>> PendingAsync(WorkspaceDb db, Guid cause, CancellationToken cancellationToken) =>
        await db
            .EmailDeliveries.Where(d => d.Cause == cause && (d.State == EmailState.Queued || d.State == EmailState.Deferred))
            .OrderBy(d => d.Id)
            .Select(d => d.Id)
            .ToListAsync(cancellationToken);

    /// <returns>When to try again; null: there is nothing left to do.</returns>
    private async Task<DateTimeOffset?> DeliverAsync(BackgroundTask actor, OutboxTask task, Guid id, CancellationToken cancellationToken)
    {
        int attempt;
        ILetter? letter;
        EmailMessage message;
        await using (var db = await workspaces.OpenAsync(actor, cancellationToken))
        {
            if (await TakeAsync(db, id, cancellationToken) is not { } delivery)
            {
                return db.Now + Backoff.After(1); // Another worker has it in hand; look later whether it is done.
            }

            if (delivery.State is not (EmailState.Queued or EmailState.Deferred))
            {
                return null;
            }

            if (delivery.NextTryAt > db.Now)
            {
                return delivery.NextTryAt; // Another mail of the same cause was due before it.
            }

            var gate = await MailGate.ReadAsync(db, cancellationToken);
            if (!gate.Lets(delivery.Kind, delivery.Recipient))
            {
                (delivery.State, delivery.NextTryAt) = (EmailState.Withheld, null);
                await workspaces.CommitAsync(db, cancellationToken);
                return null; // Switched off while it waited.
            }

            // A time that has come was its rest already, or somebody had it sent now.
            var mayRest = delivery.Again == 0 && (delivery.NextTryAt is null || delivery.State == EmailState.Deferred);
            if (mayRest && gate.RestsUntil(delivery.Kind, db.Now) is { } quiet)
            {
                delivery.NextTryAt = quiet;
                await workspaces.CommitAsync(db, cancellationToken);
                return quiet;
            }

            var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
            letter = await mailing.WriteAsync(db, task, delivery, Letterhead.Of(company, site, db.Now), cancellationToken);
            if (letter is null)
            {
                (delivery.State, delivery.NextTryAt) = (EmailState.Withheld, null);
                await workspaces.CommitAsync(db, cancellationToken);
                return null;
            }

            letter = await WordedLetter.OfAsync(db, delivery.Kind, letter, cancellationToken);
            attempt = ++delivery.Attempts;
            message = await writer.WriteAsync(letter, delivery);
            await workspaces.CommitAsync(db, cancellationToken);
        }

        await using (var db = await workspaces.OpenAsync(actor, cancellationToken))
        {
            if (await TakeAsync(db, id, cancellationToken) is not { } delivery)
            {
                return db.Now + Backoff.After(1);
            }

            if (delivery.Attempts != attempt || delivery.State is not (EmailState.Queued or EmailState.Deferred))
            {
                return null; // Another worker has begun a later attempt, and sees it through.
            }

            var before = delivery.State;
            await SendAsync(delivery, message, db.Now, cancellationToken);
            delivery.NextTryAt = delivery.State == EmailState.Deferred ? db.Now + Backoff.After(attempt) : null;
            if (delivery.State != before)
            {
                db.Record(new MailMoved(delivery, letter.Job));
            }

            await workspaces.CommitAsync(db, CancellationToken.None); // The mail has left; forgetting that would send it again.
            return delivery.NextTryAt;
        }
    }

    private async Task SendAsync(EmailDelivery delivery, EmailMessage message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await sender.SendAsync(message, cancellationToken);
            (delivery.State, delivery.SentAt, delivery.LastError) = (EmailState.Sent, now, "");
        }
        catch (EmailNotSentException refused)
        {
            var isOver = refused.IsPermanent || now - delivery.QueuedAt >= GiveUpAfter;
            delivery.State = isOver ? EmailState.Failed : EmailState.Deferred;
            delivery.LastError = refused.Message.Length > 500 ? refused.Message[..500] : refused.Message;
        }

        MailMetrics.Count(delivery.State, delivery.Kind);
    }

    /// <summary>Locks the delivery's row for this transaction; null: another worker has it.</summary>
    private static Task<EmailDelivery?> TakeAsync(WorkspaceDb db, Guid id, CancellationToken cancellationToken) =>
        db
            .EmailDeliveries.FromSql(
                $"select * from tenant.email_deliveries where workspace_id = {db.WorkspaceId.Value} and id = {id} for update skip locked"
            )
            .SingleOrDefaultAsync(cancellationToken);
}

/// <summary>How many mails left, were put off, or failed.</summary>
internal static class MailMetrics
{
    private static readonly Meter Meter = new("Altitude");
    private static readonly Counter<long> Mails = Meter.CreateCounter<long>(
        "altitude.mails",
        description: "Attempts to send a mail, by how they ended"
    );

    public static void Count(EmailState state, string kind) => Mails.Add(1, new("state", state.ToString().ToLowerInvariant()), new("kind", kind));
}
