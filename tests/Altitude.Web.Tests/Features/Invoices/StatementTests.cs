using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Invoices.Office;
using Altitude.Web.Live;
using Altitude.Web.Tests.Features.Estimates.Office;
using Altitude.Web.Tests.Stripe;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Invoices;

/// <summary>What a customer owes, line by line, for both sides.</summary>
public sealed class StatementTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly StatementRange s_everything = StatementRange.Of(null, null);

    [Fact]
    public async Task It_tells_what_was_billed_paid_refunded_and_credited_and_ends_at_what_is_owed()
    {
        var cast = await StoryAsync();

        var statement = (await new StatementQuery(data.Workspaces).RunAsync(cast.Maria.Actor, s_everything, default))!; // Maria sees invoices.

        Assert.Equal(
            [
                (StatementKind.Invoice, 108_320L, 108_320L),
                (StatementKind.Payment, -32_496L, 75_824L),
                (StatementKind.Payment, -40_000L, 35_824L),
                (StatementKind.Refund, 10_000L, 45_824L),
                (StatementKind.Credit, -824L, 45_000L),
            ],
            statement.Lines.Select(l => (l.Kind, l.Amount.MinorUnits, l.Balance.MinorUnits))
        );
        Assert.Equal(45_000, statement.Closing.MinorUnits);
        var office = (await new StatementQuery(data.Workspaces).RunAsync(cast.Dana, cast.Summit.Customer, s_everything, default))!; // As above.
        Assert.Equal(statement.Lines, office.Lines);
    }

    [Fact]
    public async Task What_was_undone_or_voided_is_not_told_and_a_settled_account_ends_at_nothing()
    {
        var cast = await data.ApprovedAsync();
        await Billing.PayAsync(data.Workspaces, cast.Priya, 500);
        var mistaken = (await PageAsync(cast)).Payments[0].Id;
        await new ReversePayment(data.Workspaces).RunAsync(cast.Priya, Billing.Number, mistaken, Billing.Key(), default);
        await Billing.PayAsync(data.Workspaces, cast.Priya, 108_320);
        var second = await data.IssueAsync(cast, new DateOnly(2027, 7, 1));
        await new RecordCredit(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(
            cast.Priya,
            second,
            new Money(100, Billing.Usd),
            "Sorry",
            Billing.Key(),
            default
        );
        await new VoidInvoice(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(cast.Priya, second, "Written twice", Billing.Key(), default);

        var statement = (await new StatementQuery(data.Workspaces).RunAsync(cast.Maria.Actor, s_everything, default))!; // Maria sees invoices.

        Assert.Equal([StatementKind.Invoice, StatementKind.Payment], statement.Lines.Select(l => l.Kind));
        Assert.Equal(0, statement.Closing.MinorUnits);
    }

    [Fact]
    public async Task Days_before_the_range_stand_in_what_is_brought_forward()
    {
        var cast = await StoryAsync();

        var later = (await new StatementQuery(data.Workspaces).RunAsync(cast.Maria.Actor, StatementRange.Of("2027-06-09", null), default))!; // Maria sees invoices.
        var earlier = (await new StatementQuery(data.Workspaces).RunAsync(cast.Maria.Actor, StatementRange.Of(null, "2027-06-07"), default))!; // As above.

        Assert.Equal((45_000L, 0, 45_000L), (later.Opening.MinorUnits, later.Lines.Count, later.Closing.MinorUnits));
        Assert.Equal((0L, 0, 0L), (earlier.Opening.MinorUnits, earlier.Lines.Count, earlier.Closing.MinorUnits));
    }

    [Fact]
    public async Task It_is_for_whoever_sees_invoices_and_for_nobody_of_another_company()
    {
        var cast = await StoryAsync();
        var query = new StatementQuery(data.Workspaces);

        Assert.Null(await query.RunAsync(cast.Luis.Actor, s_everything, default));
        Assert.NotNull(await query.RunAsync(cast.Books.Actor, s_everything, default));
        Assert.Empty((await query.RunAsync(cast.MariaAtSpark.Actor, s_everything, default))!.Lines);
        Assert.Null(await query.RunAsync(cast.Spark.Owner, cast.Summit.Customer, s_everything, default));
    }

    [Fact]
    public async Task An_open_statement_hears_of_a_payment_and_lets_go()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var feed = office.Services.GetRequiredService<LiveFeed>();
        var page = office.Render<StatementPage>(p => p.Add(s => s.CustomerId, cast.Summit.Customer.Value));
        page.WaitForAssertion(() => Assert.Equal("$1,083.20", page.Find(".grand dd").TextContent), EstimateOffice.Soon);

        await Billing.PayAsync(office.Services.GetRequiredService<WorkspaceDbFactory>(), cast.Owen, 108_320);

        page.WaitForAssertion(() => Assert.Equal("Nothing is owed", page.Find(".grand dt").TextContent), EstimateOffice.Soon);
        Assert.Equal("$0.00", page.Find(".grand dd").TextContent);
        await office.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Theory]
    [InlineData("2027-06-08", "2027-06-08", "")]
    [InlineData("yesterday", "", "")]
    [InlineData("0001-01-01", "", "")]
    [InlineData("2027-06-08' or 1=1", "", "")]
    public void An_address_that_says_nothing_asks_for_everything(string typed, string from, string through)
    {
        var range = StatementRange.Of(typed, null);

        Assert.Equal((from, through), (range.FromText, range.ThroughText));
    }

    /// <summary>S5, and a credit of 8.24.</summary>
    private async Task<Cast> StoryAsync()
    {
        var cast = await data.ApprovedAsync();
        await Billing.PayAsync(data.Workspaces, cast.Priya, 32_496);
        await Billing.PayAsync(data.Workspaces, cast.Priya, 40_000);
        var paid = (await PageAsync(cast)).Payments[1].Id;
        await new RecordRefund(data.Workspaces).RunAsync(
            cast.Priya,
            Billing.Number,
            paid,
            new Money(10_000, Billing.Usd),
            PaymentMethods.Cash,
            Billing.Day,
            "",
            Billing.Key(),
            default
        );
        await new RecordCredit(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(
            cast.Priya,
            Billing.Number,
            new Money(824, Billing.Usd),
            "Came late",
            Billing.Key(),
            default
        );
        return cast;
    }

    private async Task<InvoiceView> PageAsync(Cast cast) =>
        (await new InvoicePageQuery(data.Workspaces).RunAsync(cast.Priya, Billing.Number, default))!; // It was approved.
}
