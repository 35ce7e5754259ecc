using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Features.Customers;

namespace Altitude.Web.Tests.Features.Customers;

/// <summary>Everything of a customer on one page: estimates, invoices, visits and what happened, each with its state.</summary>
public sealed class CustomerRecordsQueryTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private CustomerRecordsQuery Query => new(data.Workspaces);

    [Fact]
    public async Task It_shows_each_kind_with_its_state()
    {
        var cast = await data.GatherAsync();

        var records = await Query.RunAsync(cast.Priya, cast.Summit.Customer, default);

        var estimate = Assert.Single(records.Estimates);
        Assert.Equal((cast.Summit.EstimateNumber, "Sent"), (estimate.Name, estimate.State));
        Assert.Contains("$", estimate.Detail, StringComparison.Ordinal);
        Assert.Equal($"/office/estimates/{cast.Summit.EstimateNumber}", estimate.Path);
        Assert.Contains(records.Activity, n => n.Text.Contains("was sent", StringComparison.Ordinal));
        Assert.Equal(records.Activity.OrderByDescending(n => n.Seq).Select(n => n.Seq), records.Activity.Select(n => n.Seq));
    }

    [Fact]
    public async Task A_customer_who_has_nothing_yet_has_empty_lists()
    {
        var cast = await data.GatherAsync();
        var customer = Customer.Register(Id<Customer>.New(), cast.Summit.Id, "New household", Cast.Moment);
        await data.ActAsync(
            cast.Priya,
            db =>
            {
                db.Customers.Add(customer);
                return Task.CompletedTask;
            }
        );

        var records = await Query.RunAsync(cast.Priya, customer.Id, default);

        Assert.Empty(records.Estimates);
        Assert.Empty(records.Invoices);
        Assert.Empty(records.Visits);
    }

    [Fact]
    public async Task Another_companys_customer_shows_nothing()
    {
        var cast = await data.GatherAsync();

        var records = await Query.RunAsync(cast.Spark.Owner, cast.Summit.Customer, default);

        Assert.Empty(records.Estimates);
        Assert.Empty(records.Activity);
    }
}
