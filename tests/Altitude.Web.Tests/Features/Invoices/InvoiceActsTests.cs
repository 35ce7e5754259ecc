using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Tests.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Invoices;

/// <summary>From the approval to the last payment, on the real database.</summary>
public sealed class InvoiceActsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly Currency Usd = new("USD");

    [Fact]
    public async Task The_story_of_part_payments_and_a_refund_comes_out_on_the_customers_page()
    {
        var cast = await ApprovedAsync();
        await PayAsync(cast, 32_496, "INV-2044");
        await PayAsync(cast, 40_000, "INV-2044");
        var page = await PageAsync(cast, cast.Maria.Actor);
        Assert.Equal((35_824L, InvoiceStatus.PartiallyPaid), (page?.Sums.Balance.MinorUnits, page?.Status));

        var second = page!.Movements[1]; // Not null: it was just read.
        await RefundAsync(cast, new Id<Payment>(second.Id), 10_000);
        page = await PageAsync(cast, cast.Maria.Actor);
        Assert.Equal((62_496L, 45_824L), (page?.Sums.Paid.MinorUnits, page?.Sums.Balance.MinorUnits));
        Assert.Equal([InvoiceMovementKind.Payment, InvoiceMovementKind.Payment, InvoiceMovementKind.Refund], page?.Movements.Select(m => m.Kind));
        Assert.Equal(InvoiceRules.RefundLeft, await RefusedAsync(() => RefundAsync(cast, new Id<Payment>(second.Id), 35_000)));
        await RefundAsync(cast, new Id<Payment>(second.Id), 30_000);
    }

    [Fact]
    public async Task Sent_it_makes_the_job_invoiced_and_settled_it_makes_it_paid()
    {
        var cast = await ApprovedAsync();
        await PayAsync(cast, 32_496, "INV-2044");
        Assert.Equal(JobStage.Approved, await StageAsync(cast));

        await new SendInvoice(data.Workspaces).RunAsync(cast.Priya, "INV-2044", Key(), default);
        Assert.Equal(JobStage.Invoiced, await StageAsync(cast));
        await PayAsync(cast, 75_824, "INV-2044");
        Assert.Equal(JobStage.Paid, await StageAsync(cast));

        var page = await PageAsync(cast, cast.Maria.Actor);
        await new ReversePayment(data.Workspaces).RunAsync(cast.Priya, "INV-2044", new Id<Payment>(page!.Movements[1].Id), Key(), default); // It was just read.
        Assert.Equal(JobStage.Invoiced, await StageAsync(cast));
    }

    [Fact]
    public async Task What_lists_show_is_what_the_rows_add_up_to()
    {
        var cast = await ApprovedAsync();
        await PayAsync(cast, 32_496, "INV-2044");
        await PayAsync(cast, 40_000, "INV-2044");
        var payments = (await PageAsync(cast, cast.Maria.Actor))!.Movements; // It was just made.
        await RefundAsync(cast, new Id<Payment>(payments[1].Id), 10_000);
        await new ReversePayment(data.Workspaces).RunAsync(cast.Priya, "INV-2044", new Id<Payment>(payments[0].Id), Key(), default);
        await new RecordCredit(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(
            cast.Priya,
            "INV-2044",
            new Money(500, Usd),
            "Came late",
            Key(),
            default
        );

        var listed = Assert.Single((await new PortalInvoicesQuery(data.Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.Zone, default))!); // Maria sees invoices.
        Assert.Equal(108_320 - 500 - 30_000, listed.Balance.MinorUnits);
        Assert.Equal(
            "30000 10000 500",
            await data.PeekAsync(
                "select paid_minor_units || ' ' || refunded_minor_units || ' ' || credited_minor_units from tenant.invoices where workspace_id = $1",
                cast.Summit.Id.Value
            )
        );
    }

    [Fact]
    public async Task The_database_keeps_what_an_invoice_says()
    {
        var cast = await ApprovedAsync();
        foreach (var change in (string[])["total_minor_units = 1", "number = 'INV-1'", "content = '{}'", "due_on = '2099-01-01'"])
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                data.ActAsync(
                    cast.Summit.Operator,
                    db => db.ExecuteAsync($"update tenant.invoices set {change} where workspace_id = $1", [cast.Summit.Id.Value], default)
                )
            );
            Assert.Equal("AL003", refused.SqlState);
        }
    }

    [Fact]
    public async Task A_draft_of_what_is_left_is_issued_with_the_next_number()
    {
        var cast = await ApprovedAsync();
        Assert.Equal(
            InvoiceRules.Empty,
            await RefusedAsync(() => new DraftInvoice(data.Workspaces).ForEstimateAsync(cast.Priya, cast.Summit.EstimateNumber, Key(), default))
        );
        await new VoidInvoice(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(cast.Priya, "INV-2044", "Written twice", Key(), default);

        var draft = new Id<InvoiceDraft>(
            await new DraftInvoice(data.Workspaces).ForEstimateAsync(cast.Priya, cast.Summit.EstimateNumber, Key(), default)
        );
        var key = Key();
        var number = await new IssueInvoice(data.Workspaces).RunAsync(cast.Priya, draft, await RevisionAsync(cast, draft), send: true, key, default);
        Assert.Equal("INV-2045", number);
        Assert.Equal(number, await new IssueInvoice(data.Workspaces).RunAsync(cast.Priya, draft, 1, send: true, key, default));
        Assert.Equal(
            InvoiceRules.Ended,
            await RefusedAsync(() => new IssueInvoice(data.Workspaces).RunAsync(cast.Priya, draft, 1, send: true, Key(), default))
        );
    }

    [Fact]
    public async Task Two_writers_of_a_draft_are_told()
    {
        var cast = await data.GatherAsync();
        var draft = new Id<InvoiceDraft>(await new DraftInvoice(data.Workspaces).ForCustomerAsync(cast.Priya, cast.Summit.Customer, Key(), default));
        var (revision, content) = (await RevisionAsync(cast, draft), InvoiceContent.Of(Cast.AcRepair()));
        var save = new SaveInvoiceDraft(data.Workspaces);
        await save.RunAsync(cast.Priya, draft, revision, content, new DateOnly(2027, 7, 1), Key(), default);

        Assert.Equal(
            InvoiceRules.Stale,
            await RefusedAsync(() =>
                save.RunAsync(cast.Owen, draft, revision, content with { Title = "Other" }, new DateOnly(2027, 7, 1), Key(), default)
            )
        );
    }

    [Fact]
    public async Task Technicians_touch_no_money_and_only_whom_it_concerns_reads_it()
    {
        var cast = await ApprovedAsync();

        Assert.Equal(StaffRoles.NotAllowed, await RefusedAsync(() => PayAsync(cast, 1, "INV-2044", cast.Dana)));
        Assert.Equal(InvoiceRules.Missing, await RefusedAsync(() => PayAsync(cast, 1, "INV-9999")));
        Assert.Null(await PageAsync(cast, cast.Luis.Actor));
        Assert.NotNull(await PageAsync(cast, cast.Books.Actor));
        Assert.Null(await PageAsync(cast, cast.MariaAtSpark.Actor));
    }

    private async Task<Cast> ApprovedAsync()
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

    private Task PayAsync(Cast cast, long amount, string number, Staff? by = null) =>
        new RecordPayment(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(
            by ?? cast.Priya,
            number,
            new Money(amount, Usd),
            PaymentMethods.Cheque,
            new DateOnly(2027, 6, 8),
            "",
            Key(),
            default
        );

    private Task RefundAsync(Cast cast, Id<Payment> payment, long amount) =>
        new RecordRefund(data.Workspaces).RunAsync(
            cast.Priya,
            "INV-2044",
            payment,
            new Money(amount, Usd),
            PaymentMethods.Cash,
            new DateOnly(2027, 6, 8),
            "",
            Key(),
            default
        );

    private Task<PortalInvoiceView?> PageAsync(Cast cast, Visitor visitor) =>
        new PortalInvoiceQuery(data.Workspaces).RunAsync(visitor, "INV-2044", cast.Summit.Zone, default);

    private Task<JobStage> StageAsync(Cast cast) =>
        data.ReadAsync(cast.Summit.Operator, db => db.Jobs.Where(j => j.Id == cast.Summit.Job).Select(j => j.Stage).SingleAsync());

    private Task<int> RevisionAsync(Cast cast, Id<InvoiceDraft> draft) =>
        data.ReadAsync(cast.Summit.Operator, db => db.InvoiceDrafts.Where(d => d.Id == draft).Select(d => d.Revision).SingleAsync());

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;

    private static RequestKey Key() => RequestKey.New("test");
}
