using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Stripe;

namespace Altitude.Web.Features.Invoices;

/// <summary>Staff write down money that came outside the portal: cash, a cheque, a bank transfer.</summary>
public sealed class RecordPayment(WorkspaceDbFactory workspaces, OpenCheckouts checkouts)
{
    /// <param name="on">The day on which it was received, local to the workspace.</param>
    /// <exception cref="RuleViolation">Not allowed, void, or the payment cannot have happened so.</exception>
    public async Task RunAsync(
        Staff staff,
        string number,
        Money amount,
        string method,
        DateOnly on,
        string note,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        StaffRoles.Require(staff.Role.MayPrice(), "record payments");
        await checkouts.CloseAsync(staff, number, cancellationToken); // What is due changes: nobody pays the old amount any more.
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "record payments", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                await OpenCheckouts.RequireClosedAsync(db, invoice.Id, cancellationToken);
                invoice.Record(
                    Id<Payment>.New(),
                    new ReceivedByHand(amount, method, on, note, till.Who, till.Today, till.Now),
                    till.Company.Words.Money
                );
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>Staff undo a payment that they had recorded by hand; it stays, marked.</summary>
public sealed class ReversePayment(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, there is none, it is the provider's, or something of it was refunded.</exception>
    public Task RunAsync(Staff staff, string number, Id<Payment> payment, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "undo payments", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                invoice.Reverse(payment, till.Who.Name, till.Now);
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}

/// <summary>Staff write down money that they handed back.</summary>
public sealed class RecordRefund(WorkspaceDbFactory workspaces)
{
    /// <param name="on">The day on which it went back, local to the workspace.</param>
    /// <exception cref="RuleViolation">Not allowed, there is no such payment, or less is left of it.</exception>
    public Task RunAsync(
        Staff staff,
        string number,
        Id<Payment> payment,
        Money amount,
        string method,
        DateOnly on,
        string note,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "record refunds", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                invoice.Refund(
                    Id<Refund>.New(),
                    payment,
                    new RefundedByHand(amount, method, on, note, till.Who, till.Today, till.Now),
                    till.Company.Words.Money
                );
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}

/// <summary>Staff let a customer off something.</summary>
public sealed class RecordCredit(WorkspaceDbFactory workspaces, OpenCheckouts checkouts)
{
    /// <exception cref="RuleViolation">Not allowed, void, no reason given, or more than the invoice.</exception>
    public async Task RunAsync(Staff staff, string number, Money amount, string reason, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "give credits");
        await checkouts.CloseAsync(staff, number, cancellationToken); // What is due changes: nobody pays the old amount any more.
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "give credits", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                await OpenCheckouts.RequireClosedAsync(db, invoice.Id, cancellationToken);
                invoice.CreditBy(Id<Credit>.New(), amount, till.Today, reason, till.Who, till.Company.Words.Money, till.Now);
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>Staff undo a credit; it stays, marked.</summary>
public sealed class ReverseCredit(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, or there is none.</exception>
    public Task RunAsync(Staff staff, string number, Id<Credit> credit, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "undo credits", cancellationToken);
                var (invoice, job) = await LockedInvoice.OfAsync(db, number, cancellationToken);
                invoice.ReverseCredit(credit, till.Who.Name, till.Now);
                await LockedInvoice.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}
