using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Features.Customers;

namespace Altitude.Web.Tests.Features.Customers;

public sealed class CustomerListQueryTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private CustomerListQuery List => new(data.Workspaces);

    [Theory]
    [InlineData("", 1)]
    [InlineData("DELGADO", 1)]
    [InlineData("luis.delgado@", 1)]
    [InlineData("  books ", 1)]
    [InlineData("%", 0)]
    [InlineData("_", 0)]
    [InlineData("\\", 0)]
    [InlineData("\0", 0)]
    [InlineData("phoenix", 0)]
    [InlineData("dElgadó household", 1)]
    [InlineData("+1 (303) 555-0142", 1)]
    [InlineData("303.555.01", 1)]
    [InlineData("5550142", 1)]
    [InlineData("001 303 555 0142", 1)]
    [InlineData("303.555.0142", 1)]
    [InlineData("3035550142", 1)]
    [InlineData("555-0142", 1)]
    [InlineData("555 0143", 0)]
    [InlineData("1420 pearl", 1)]
    [InlineData("pearl delgado", 1)]
    [InlineData("pearl smith", 0)]
    public async Task Customers_are_found_by_any_part_of_a_name_or_address(string search, int found)
    {
        var cast = await data.GatherAsync();

        Assert.Equal(found, (await List.RunAsync(cast.Priya, search, CustomerListQuery.Page, default)).Lines.Count);
    }

    [Fact]
    public async Task A_page_is_bounded_and_says_that_there_is_more()
    {
        var cast = await data.GatherAsync();
        await new RegisterCustomer(data.Workspaces).RunAsync(
            cast.Priya,
            new NewCustomer("Abbott household", "1 Elm St, Denver CO", "George Abbott", "George.Abbott@example.com", ""),
            RequestKey.New("test"),
            default
        );

        var first = await List.RunAsync(cast.Priya, "", 1, default);

        Assert.True(first.HasMore);
        Assert.Equal(("Abbott household", "george.abbott@example.com"), (first.Lines.Single().Name, first.Lines.Single().ContactEmail));
    }

    [Fact]
    public async Task A_second_contact_of_the_same_address_is_refused()
    {
        var cast = await data.GatherAsync();

        var refused = await Assert.ThrowsAsync<Domain.RuleViolation>(() =>
            new AddContact(data.Workspaces).RunAsync(
                cast.Priya,
                cast.Summit.Customer,
                new NewContact("Maria again", cast.Maria.Email, "", ContactRights.Full),
                RequestKey.New("test"),
                default
            )
        );

        Assert.Equal(CustomerRules.ContactTwice, refused.Rule);
    }
}
