using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Notifications;

/// <summary>One mail to one person, and what became of it.</summary>
/// <param name="Why">Why the last attempt failed; empty: it did not.</param>
/// <param name="NextTryAt">UTC; null: it leaves at once, or has left.</param>
/// <param name="Path">The record it is about, in the office; null: none that has a page.</param>
/// <param name="About">"EST-1001"; empty: nothing with a name.</param>
public sealed record DeliveryLine(
    Guid Id,
    string Kind,
    string Name,
    string Address,
    EmailState State,
    int Attempts,
    string Why,
    int Again,
    DateTimeOffset QueuedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? NextTryAt,
    string About,
    string? Path
)
{
    public bool IsWaiting => State is EmailState.Queued or EmailState.Deferred;

    /// <summary>What a link or a password opens is asked for anew by whoever needs it; messages stand in their conversation.</summary>
    public bool CanBeSentAgain => ResendMail.MayBeSentAgain(Kind);

    /// <summary>"Estimate sent"</summary>
    public string What => NotificationTable.OfMail(Kind)?.Event.Name ?? Sentence(Kind);

    private static string Sentence(string kind) => char.ToUpperInvariant(kind[0]) + kind[1..].Replace('-', ' ');
}

/// <summary>A page of the delivery log, newest first.</summary>
public sealed record DeliveriesView(WorkspaceView Company, IReadOnlyList<DeliveryLine> Lines, bool HasMore, DateTimeOffset Now);

/// <summary>Reads what became of the company's mails.</summary>
public sealed class DeliveriesQuery(WorkspaceDbFactory workspaces)
{
    public const int Page = 50;
    public const int Most = 400;

    /// <summary>Of one record, job or customer at most so many.</summary>
    private const int MostOfRecord = 20;

    /// <param name="state">Null: every state.</param>
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<DeliveriesView> RunAsync(Staff staff, EmailState? state, int take, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "see the mails");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var mails = db.EmailDeliveries.AsNoTracking().Where(d => state == null || d.State == state);
        return await ViewAsync(db, mails, Math.Clamp(take, 1, Most), cancellationToken);
    }

    /// <summary>Mails about one record.</summary>
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<DeliveriesView> OfRecordAsync(Staff staff, Guid record, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "see the mails");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await ViewAsync(db, db.EmailDeliveries.AsNoTracking().Where(d => d.Subject == record), MostOfRecord, cancellationToken);
    }

    /// <summary>Mails about a job's estimates, invoices, visits and messages.</summary>
    /// <inheritdoc cref="OfRecordAsync"/>
    public async Task<DeliveriesView> OfJobAsync(Staff staff, Id<Job> job, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "see the mails");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        List<Guid> records =
        [
            .. (await db.Estimates.Where(e => e.JobId == job).Select(e => e.Id).Take(50).ToListAsync(cancellationToken)).Select(id => id.Value),
            .. (await db.Invoices.Where(i => i.JobId == job).Select(i => i.Id).Take(50).ToListAsync(cancellationToken)).Select(id => id.Value),
            .. (
                await db
                    .Appointments.Where(a => a.JobId == job)
                    .OrderByDescending(a => a.StartsAt)
                    .Select(a => a.Id)
                    .Take(50)
                    .ToListAsync(cancellationToken)
            ).Select(id => id.Value),
            .. (await db.Conversations.Where(c => c.JobId == job).Select(c => c.Id).Take(5).ToListAsync(cancellationToken)).Select(id => id.Value),
        ];
        return await ViewAsync(db, db.EmailDeliveries.AsNoTracking().Where(d => records.Contains(d.Subject)), MostOfRecord, cancellationToken);
    }

    /// <summary>Mails to a customer's contacts.</summary>
    /// <inheritdoc cref="OfRecordAsync"/>
    public async Task<DeliveriesView> OfCustomerAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "see the mails");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var addresses = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null && c.Email != "")
            .Select(c => c.Email)
            .Take(50)
            .ToListAsync(cancellationToken);
        return await ViewAsync(db, db.EmailDeliveries.AsNoTracking().Where(d => addresses.Contains(d.Recipient)), MostOfRecord, cancellationToken);
    }

    private static async Task<DeliveriesView> ViewAsync(
        WorkspaceDb db,
        IQueryable<EmailDelivery> mails,
        int take,
        CancellationToken cancellationToken
    )
    {
        var rows = await mails.OrderByDescending(d => d.QueuedAt).ThenByDescending(d => d.Id).Take(take + 1).ToListAsync(cancellationToken);
        var shown = rows.Take(take).ToArray();
        var places = await PlacesAsync(db, [.. shown.Select(d => d.Subject).Distinct()], cancellationToken);
        return new DeliveriesView(
            await WorkspaceViews.ReadAsync(db, cancellationToken),
            [
                .. shown.Select(d =>
                {
                    var place = places.GetValueOrDefault(d.Subject);
                    return new DeliveryLine(
                        d.Id,
                        d.Kind,
                        d.RecipientName,
                        d.Recipient,
                        d.State,
                        d.Attempts,
                        d.LastError,
                        d.Again,
                        d.QueuedAt,
                        d.SentAt,
                        d.NextTryAt,
                        place.Name ?? "",
                        place.Path
                    );
                }),
            ],
            rows.Count > take,
            db.Now
        );
    }

    private static async Task<IReadOnlyDictionary<Guid, (string? Name, string? Path)>> PlacesAsync(
        WorkspaceDb db,
        IReadOnlyList<Guid> subjects,
        CancellationToken cancellationToken
    )
    {
        Dictionary<Guid, (string? Name, string? Path)> places = [];
        Id<Estimate>[] estimates = [.. subjects.Select(s => new Id<Estimate>(s))];
        foreach (var e in await db.Estimates.Where(e => estimates.Contains(e.Id)).Select(e => new { e.Id, e.Number }).ToListAsync(cancellationToken))
        {
            places[e.Id.Value] = (e.Number, $"/office/estimates/{e.Number}");
        }

        Id<Invoice>[] invoices = [.. subjects.Select(s => new Id<Invoice>(s))];
        foreach (var i in await db.Invoices.Where(i => invoices.Contains(i.Id)).Select(i => new { i.Id, i.Number }).ToListAsync(cancellationToken))
        {
            places[i.Id.Value] = (i.Number, $"/office/invoices/{i.Number}");
        }

        Id<Appointment>[] visits = [.. subjects.Select(s => new Id<Appointment>(s))];
        foreach (var a in await db.Appointments.Where(a => visits.Contains(a.Id)).Select(a => new { a.Id, a.Title }).ToListAsync(cancellationToken))
        {
            places[a.Id.Value] = (a.Title, $"/office/appointments/{a.Id}");
        }

        Id<Lead>[] leads = [.. subjects.Select(s => new Id<Lead>(s))];
        foreach (var l in await db.Leads.Where(l => leads.Contains(l.Id)).Select(l => new { l.Id, l.Number }).ToListAsync(cancellationToken))
        {
            places[l.Id.Value] = (l.Number, $"/office/leads/{l.Number}");
        }

        Id<Conversation>[] talks = [.. subjects.Select(s => new Id<Conversation>(s))];
        foreach (var id in await db.Conversations.Where(c => talks.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellationToken))
        {
            places[id.Value] = ("Conversation", $"/office/messages/{id}");
        }

        return places;
    }
}

/// <summary>
/// Somebody of the company has a mail sent again, or now instead of later. A mail that has left, failed or was not needed is sent as a new one beside it, with a
/// Message-ID and a link of its own; whether it still holds is asked as for every mail.
/// </summary>
public sealed class ResendMail(WorkspaceDbFactory workspaces)
{
    public const string Missing = "mail.missing";
    public const string NotThis = "mail.not-this";
    public const string TooOld = "mail.too-old";
    public const string Enough = "mail.enough";

    /// <summary>Nobody is to be flooded by a button.</summary>
    private const int MostTimes = 5;

    public static bool MayBeSentAgain(string kind) => kind is not ("new-link" or "password-reset" or "messages" or "messages-office");

    /// <exception cref="RuleViolation">Their role does not allow it, or it cannot be sent again.</exception>
    public Task RunAsync(Staff staff, Guid id, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "send mails again");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var mail =
                    await db
                        .EmailDeliveries.FromSql(
                            $"select * from tenant.email_deliveries where workspace_id = {db.WorkspaceId.Value} and id = {id} for update"
                        )
                        .SingleOrDefaultAsync(cancellationToken)
                    ?? throw new RuleViolation(Missing, "There is no such mail.");
                RuleViolation.Unless(MayBeSentAgain(mail.Kind), NotThis, "This mail is not sent again. Whoever needs it asks for a new one.");
                RuleViolation.Unless(
                    await MailCause.ReviveAsync(db, mail.Cause, cancellationToken),
                    TooOld,
                    "What this mail follows from is no longer kept, so that it cannot be written again."
                );
                if (mail.State is EmailState.Queued or EmailState.Deferred)
                {
                    (mail.State, mail.NextTryAt) = (EmailState.Queued, db.Now); // Not null: it does not rest any more.
                }
                else
                {
                    var earlier = await db
                        .EmailDeliveries.Where(d => d.Cause == mail.Cause && d.Kind == mail.Kind && d.Recipient == mail.Recipient)
                        .MaxAsync(d => d.Again, cancellationToken);
                    RuleViolation.Unless(earlier < MostTimes, Enough, $"This mail was sent again {MostTimes} times. Call them instead.");
                    var copy = Guid.CreateVersion7();
                    db.EmailDeliveries.Add(
                        new EmailDelivery
                        {
                            Id = copy,
                            WorkspaceId = db.WorkspaceId,
                            Cause = mail.Cause,
                            Subject = mail.Subject,
                            Kind = mail.Kind,
                            Recipient = mail.Recipient,
                            RecipientName = mail.RecipientName,
                            MessageId = $"{copy:N}@{mail.MessageId.Split('@')[^1]}",
                            Again = earlier + 1,
                            QueuedAt = db.Now,
                        }
                    );
                }

                db.Record(new MailAskedFor(mail));
            },
            cancellationToken
        );
    }
}

/// <summary>Somebody of the company had a mail sent again.</summary>
public sealed record MailAskedFor : DomainEvent
{
    public MailAskedFor(EmailDelivery mail)
        : base("mail.asked-for", mail.Subject) => Details = new Dictionary<string, string> { ["mail"] = mail.Kind, ["to"] = mail.RecipientName };

    public override IReadOnlyDictionary<string, string> Details { get; }
}
