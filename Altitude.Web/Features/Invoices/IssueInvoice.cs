using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>A draft becomes an invoice, with the next number; sent at once or kept for later.</summary>
public sealed class IssueInvoice(WorkspaceDbFactory workspaces)
{
    internal const string NumberKind = "INV";
    internal const long FirstNumber = 2044;

    /// <param name="revision">What the issuer looked at: nothing is issued that they have not seen.</param>
    /// <param name="send">Whether the customer is asked for it at once.</param>
    /// <returns>The invoice's number.</returns>
    /// <exception cref="RuleViolation">Not allowed, changed by somebody else, nothing to bill, or nobody to send it to.</exception>
    public Task<string> RunAsync(
        Staff staff,
        Id<InvoiceDraft> draftId,
        int revision,
        bool send,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "issue invoices", cancellationToken);
                var (draft, job) = await LockedDraft.OfAsync(db, draftId, revision, cancellationToken);
                draft.Content.RequireIssuable(); // Before a number is taken.
                if (send)
                {
                    await SendInvoice.RequireReaderAsync(db, draft.CustomerId, cancellationToken);
                }

                var number = $"{NumberKind}-{await db.NextNumberAsync(NumberKind, FirstNumber, cancellationToken)}";
                var invoice = draft.Issue(Id<Invoice>.New(), number, till.Today, till.Now);
                if (send)
                {
                    invoice.Send(till.Now);
                }

                db.Invoices.Add(invoice);
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
                return number;
            },
            cancellationToken
        );
}

/// <summary>Staff ask the customer for the balance: its mail follows, and the job counts as invoiced. Sent again, it is a reminder.</summary>
public sealed class SendInvoice(WorkspaceDbFactory workspaces)
{
    /// <summary>Nobody of the customer may see invoices.</summary>
    public const string NobodyToAsk = "invoice.nobody-to-ask";

    /// <exception cref="RuleViolation">Not allowed, void, settled, or nobody to send it to.</exception>
    public Task RunAsync(Staff staff, string number, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "send invoices", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                await RequireReaderAsync(db, invoice.CustomerId, cancellationToken);
                invoice.Send(till.Now);
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );

    internal static async Task RequireReaderAsync(WorkspaceDb db, Id<Customer> customer, CancellationToken cancellationToken)
    {
        var any = await db.Contacts.AnyAsync(
            c => c.CustomerId == customer && c.RemovedAt == null && c.Rights != ContactRights.Approve,
            cancellationToken
        );
        RuleViolation.Unless(any, NobodyToAsk, "None of this customer's contacts sees invoices. Add one who does, then send.");
    }
}

/// <summary>Staff make an invoice count for nothing; it keeps its number.</summary>
public sealed class VoidInvoice(WorkspaceDbFactory workspaces, OpenCheckouts checkouts)
{
    /// <exception cref="RuleViolation">Not allowed, money stands against it, or no reason is given.</exception>
    public async Task RunAsync(Staff staff, string number, string reason, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "void invoices");
        await checkouts.CloseAsync(staff, number, cancellationToken); // Nobody pays at the old page any more.
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "void invoices", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                await OpenCheckouts.RequireClosedAsync(db, invoice.Id, cancellationToken);
                invoice.Void(reason, till.Now);
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}
