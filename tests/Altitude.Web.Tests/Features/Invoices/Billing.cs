using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Tests.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Invoices;

/// <summary>The cast with INV-2044 of the scenarios: 1,083.20, of which a deposit of 324.96 is due at once.</summary>
internal static class Billing
{
    public const string Number = "INV-2044";
    public static readonly Currency Usd = new("USD");
    public static readonly DateOnly Day = new(2027, 6, 8);

    public static async Task<Cast> ApprovedAsync(this WorkspaceFixture data)
    {
        var cast = await data.GatherAsync();
        var seen = await data.ReadAsync(
            cast.Summit.Operator,
            async db => (await db.EstimateVersions.SingleAsync(v => v.EstimateId == cast.Summit.Estimate && v.Number == 1)).DocumentHash.Hex
        );
        await new ApproveEstimate(data.Workspaces).RunAsync(
            cast.Maria.Actor,
            cast.Summit.EstimateNumber,
            new Approval(seen, new HashSet<string> { Cast.SurgeProtector }, 108_320, "Maria Delgado"),
            Key(),
            RequestOrigin.Of("203.0.113.9", "Phone"),
            default
        );
        return cast;
    }

    /// <summary>Written down by hand, through <paramref name="workspaces"/> so that whoever listens there hears it.</summary>
    public static Task PayAsync(WorkspaceDbFactory workspaces, Staff by, long amount, string number = Number) =>
        new RecordPayment(workspaces, NoPages.Of(workspaces)).RunAsync(
            by,
            number,
            new Money(amount, Usd),
            PaymentMethods.Cheque,
            Day,
            "Cheque 1187",
            Key(),
            default
        );

    public static Task<Guid> DraftAsync(WorkspaceDbFactory workspaces, Cast cast) =>
        new DraftInvoice(workspaces).ForCustomerAsync(cast.Priya, cast.Summit.Customer, Key(), default);

    /// <summary>One more invoice of 1,083.20 for the Delgados, without a job and not sent.</summary>
    public static async Task<string> IssueAsync(this WorkspaceFixture data, Cast cast, DateOnly dueOn)
    {
        var draft = new Id<InvoiceDraft>(await DraftAsync(data.Workspaces, cast));
        var saved = await new SaveInvoiceDraft(data.Workspaces).RunAsync(
            cast.Priya,
            draft,
            await data.ReadAsync(cast.Summit.Operator, db => db.InvoiceDrafts.Where(d => d.Id == draft).Select(d => d.Revision).SingleAsync()),
            InvoiceContent.Of(Cast.AcRepair()),
            dueOn,
            Key(),
            default
        );
        return await new IssueInvoice(data.Workspaces).RunAsync(cast.Priya, draft, saved.Revision, send: false, Key(), default);
    }

    public static RequestKey Key() => RequestKey.New("test");
}
