using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments;

/// <summary>
/// Gives a customer money back through the provider, the whole of a payment or a part. The provider is asked with the form's own key, so that a press that is repeated,
/// or whose answer was lost, is one refund; and what it says comes back by its events too, and is the same refund.
/// </summary>
public sealed class RefundPayment(WorkspaceDbFactory workspaces, StripeGateway gateway, PaymentKeys keys)
{
    /// <exception cref="RuleViolation">More than is left, the provider refuses or does not answer, or their role does not allow it.</exception>
    public async Task RunAsync(Staff staff, Id<Payment> payment, Money amount, string note, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.Refund), "refund payments");
        RuleViolation.Unless(PlainText.Fits(note, 300), InvoiceRules.Note, "Write at most 300 characters.");
        Place place;
        ProviderKey opened;
        await using (var db = await workspaces.ReadAsync(staff, cancellationToken))
        {
            var words = Words.Of(await db.Workspaces.SingleAsync(cancellationToken));
            place =
                await (
                    from p in db.Payments
                    join i in db.Invoices on p.InvoiceId equals i.Id
                    where p.Id == payment && p.ProviderIntent != null
                    select new Place(i.Id, i.JobId, p.ProviderIntent!, p.IsLive == true)
                ).SingleOrDefaultAsync(cancellationToken) ?? throw new RuleViolation(PaymentRules.Missing, "There is no such payment.");
            (await InvoiceAsync(db, place.Invoice, cancellationToken)).RequireRefundable(payment, amount, words.Money);
            opened =
                await keys.FindAsync(db, cancellationToken)
                ?? throw new RuleViolation(PaymentRules.NotOffered, "The company's account with Stripe is not connected. Refund it at Stripe.");
            RuleViolation.Unless(
                opened.IsLive == place.IsLive,
                PaymentRules.NotOffered,
                place.IsLive ? "That was a live payment, and the present key is for tests." : "That was a test payment, and the present key is live."
            );
        }

        var returned = await AskAsync(opened, place.Intent, payment, amount, key, cancellationToken);
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                if (place.Job is { } job)
                {
                    await db.LockAsync(job, cancellationToken);
                }

                await db.LockAsync(place.Invoice, cancellationToken);
                var invoice = await InvoiceAsync(db, place.Invoice, cancellationToken);
                var zone = await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken);
                var today = LocalDay.Of(db.Now, TimeZoneInfo.FindSystemTimeZoneById(zone));
                invoice.Refund(
                    Id<Refund>.New(),
                    payment,
                    new ProviderRefund(returned.Id, returned.Amount, returned.State, today, db.Now, note.Trim(), staff.StaffName)
                );
                if (place.Job is { } staged)
                {
                    await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == staged, cancellationToken), cancellationToken);
                }
            },
            cancellationToken
        );
    }

    private async Task<ReturnedMoney> AskAsync(
        ProviderKey opened,
        string intent,
        Id<Payment> payment,
        Money amount,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await gateway.RefundAsync(opened.Secret, intent, amount, $"refund-{key.Key:N}", cancellationToken, payment.Value);
        }
        catch (ProviderRefusedException refused)
        {
            throw new RuleViolation(PaymentRules.Refused, $"Stripe did not refund it: {refused.Message}");
        }
        catch (ProviderUnreachableException)
        {
            throw new RuleViolation(
                PaymentRules.Unreachable,
                "Stripe did not answer. Press Refund again in a minute: it is refunded once, however often you press."
            );
        }
    }

    private static Task<Invoice> InvoiceAsync(WorkspaceDb db, Id<Invoice> id, CancellationToken cancellationToken) =>
        db.Invoices.Include(i => i.Payments).ThenInclude(p => p.Refunds).Include(i => i.Credits).SingleAsync(i => i.Id == id, cancellationToken);

    private sealed record Place(Id<Invoice> Invoice, Id<Job>? Job, string Intent, bool IsLive);
}
