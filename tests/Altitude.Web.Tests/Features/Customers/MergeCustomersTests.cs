using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.PortalAccess;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Customers;

/// <summary>Two records of one customer become one, and nothing of either is lost.</summary>
public sealed class MergeCustomersTests(AppFixture site) : IClassFixture<AppFixture>
{
    private MergeCustomers Merge => new(site.Workspaces);

    [Fact]
    public async Task Everything_goes_over_and_the_chain_stays()
    {
        var cast = await site.GatherAsync();
        var survivor = await TwinAsync(cast);
        var gone = cast.Summit.Customer;
        var before = await HistoryAsync(cast, gone);

        await Merge.RunAsync(cast.Priya, gone, survivor, RequestKey.New("test"), default);

        await site.ReadAsync(
            cast.Priya,
            async db =>
            {
                foreach (
                    var table in db
                        .Model.GetEntityTypes()
                        .Where(t => t.FindProperty("CustomerId") is not null && t.GetTableName() is not ("activity" or "consents"))
                        .Select(t => t.GetTableName())
                )
                {
                    Assert.Equal(0L, await site.PeekAsync($"select count(*) from tenant.{table} where customer_id = $1", gone.Value));
                }

                Assert.Equal(4, await db.Contacts.CountAsync(c => c.CustomerId == survivor));
                Assert.True(await db.Estimates.AnyAsync(e => e.Id == cast.Summit.Estimate && e.CustomerId == survivor));
                return true;
            }
        );
        Assert.Equal(before, (await HistoryAsync(cast, gone)).Take(before.Count));
        var page = await new CustomerQuery(site.Workspaces).FindAsync(cast.Priya, gone, default);
        Assert.Equal(survivor, page?.Id);
        Assert.Contains(page!.Jobs, j => j.Number == cast.Summit.JobNumber);
        var list = await new CustomerListQuery(site.Workspaces).RunAsync(cast.Priya, "delgado", 50, default);
        Assert.Equal([survivor], list.Lines.Select(l => l.Id));
    }

    [Fact]
    public async Task Contacts_stay_signed_in_and_read_what_happened_before()
    {
        var cast = await site.GatherAsync();
        var survivor = await TwinAsync(cast);

        await Merge.RunAsync(cast.Priya, cast.Summit.Customer, survivor, RequestKey.New("test"), default);

        using var maria = site.VisitAs(cast.Maria);
        var estimate = await maria.GetAsync($"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}");
        Assert.Equal(System.Net.HttpStatusCode.OK, estimate.Status);
        var browser = Matrix.Household.HashOf(cast.Maria.Browser);
        var visitor = (await site.Service<PortalDoor>().FindAsync(cast.Summit.Slug, browser, default))?.Visitor;
        Assert.Equal(survivor, visitor?.CustomerId);
        var activity = await new PortalActivityQuery(site.Workspaces).RunAsync(visitor!, default); // Found above.
        Assert.Contains(activity.Lines, l => l.Kind == "estimate.sent");
    }

    [Fact]
    public async Task A_customer_is_merged_once_and_never_with_itself()
    {
        var cast = await site.GatherAsync();
        var (first, second) = (await TwinAsync(cast), await TwinAsync(cast));
        await Merge.RunAsync(cast.Priya, first, cast.Summit.Customer, RequestKey.New("test"), default);

        var again = await Assert.ThrowsAsync<RuleViolation>(() => Merge.RunAsync(cast.Priya, first, second, RequestKey.New("test"), default));
        var same = await Assert.ThrowsAsync<RuleViolation>(() => Merge.RunAsync(cast.Priya, second, second, RequestKey.New("test"), default));

        Assert.Equal((CustomerRules.Merged, CustomerRules.MergeSame), (again.Rule, same.Rule));
    }

    [Fact]
    public async Task What_was_merged_before_goes_along_with_its_history()
    {
        var cast = await site.GatherAsync();
        var (middle, last) = (await TwinAsync(cast), await TwinAsync(cast));
        await Merge.RunAsync(cast.Priya, cast.Summit.Customer, middle, RequestKey.New("test"), default);

        await Merge.RunAsync(cast.Priya, middle, last, RequestKey.New("test"), default);

        var page = await new CustomerQuery(site.Workspaces).FindAsync(cast.Priya, cast.Summit.Customer, default);
        Assert.Equal(last, page?.Id);
        var visitor = cast.Maria.Actor with { CustomerId = last };
        var activity = await new PortalActivityQuery(site.Workspaces).RunAsync(visitor, default);
        Assert.Contains(activity.Lines, l => l.Kind == "estimate.sent");
    }

    [Fact]
    public async Task Who_shares_an_address_or_a_phone_number_is_likely_the_same()
    {
        var cast = await site.GatherAsync();
        var twin = await TwinAsync(cast);

        var found = await new LikelyDuplicatesQuery(site.Workspaces).RunAsync(cast.Priya, cast.Summit.Customer, default);

        Assert.Equal((twin, "the same phone number"), (Assert.Single(found).Id, found[0].Why));
    }

    private Task<Id<Customer>> TwinAsync(Cast cast) =>
        new RegisterCustomer(site.Workspaces).RunAsync(
            cast.Priya,
            new NewCustomer("M. Delgado", "1420 Pearl Street 3, Denver", "Maria D.", $"maria.{Guid.NewGuid():N}@example.com", "(303) 555-0142"),
            RequestKey.New("test"),
            default
        );

    private Task<List<string>> HistoryAsync(Cast cast, Id<Customer> customer) =>
        site.ReadAsync(
            cast.Priya,
            db => db.Activity.Where(a => a.CustomerId == customer.Value).OrderBy(a => a.Seq).Select(a => a.Kind + a.Seq).ToListAsync()
        );
}
