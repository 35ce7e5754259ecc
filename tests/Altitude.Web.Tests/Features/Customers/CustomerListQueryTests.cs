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
    public async Task What_is_corrected_is_found_and_what_stood_there_is_not()
    {
        var cast = await data.GatherAsync();

        await new ChangeContact(data.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.Customer,
            cast.Maria.Actor.ContactId,
            new NewContact("Maria Delgado", cast.Maria.Email, "(720) 555-0199", ContactRights.Full),
            RequestKey.New("test"),
            default
        );

        Assert.Equal(1, await CountAsync(cast, "720 555 0199"));
        Assert.Equal(1, await CountAsync(cast, "+1 720 555 0199")); // Though no country is written down.
        Assert.Equal(0, await CountAsync(cast, "303 555 0142"));
    }

    [Fact]
    public async Task Who_was_removed_is_not_found_any_more()
    {
        var cast = await data.GatherAsync();
        Assert.Equal(1, await CountAsync(cast, "luis"));

        await new RemoveContact(data.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.Customer,
            cast.Luis.Actor.ContactId,
            RequestKey.New("test"),
            default
        );

        Assert.Equal(0, await CountAsync(cast, "luis"));
        Assert.Equal(1, await CountAsync(cast, "maria"));
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

    private async Task<int> CountAsync(Cast cast, string search) =>
        (await List.RunAsync(cast.Priya, search, CustomerListQuery.Page, default)).Lines.Count;
}
