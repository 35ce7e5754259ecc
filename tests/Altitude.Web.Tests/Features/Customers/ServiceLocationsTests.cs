using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Customers;

/// <summary>The places of a customer: written down, corrected, taken out of use; what was done there keeps them.</summary>
public sealed class ServiceLocationsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private AddLocation Add => new(data.Workspaces);
    private ChangeLocation Change => new(data.Workspaces);
    private RemoveLocation Remove => new(data.Workspaces);
    private RestoreLocation Restore => new(data.Workspaces);

    [Fact]
    public async Task A_place_is_added_found_corrected_and_found_again()
    {
        var cast = await data.GatherAsync();
        var customer = cast.Summit.Customer;

        var place = await Add.RunAsync(cast.Priya, customer, new(" Cabin ", " 9 Quarry Lane, Nederland CO "), Key(), default);

        Assert.Contains(await PlacesAsync(cast), p => p is { Label: "Cabin", Address: "9 Quarry Lane, Nederland CO" });
        Assert.Equal([customer], await FindAsync(cast, "quarry ned"));
        await Change.RunAsync(cast.Priya, customer, place, new("Cabin", "11 Ridge Road, Nederland CO"), Key(), default);
        Assert.Equal("11 Ridge Road, Nederland CO", (await PlacesAsync(cast)).Single(p => p.Id == place).Address);
        Assert.Empty(await FindAsync(cast, "quarry"));
        Assert.Equal([customer], await FindAsync(cast, "ridge"));
        Assert.Equal(["location.added", "location.changed"], await KindsAsync(cast));
    }

    [Fact]
    public async Task A_removed_place_is_offered_and_found_no_more_and_its_jobs_keep_it()
    {
        var cast = await data.GatherAsync();
        var customer = cast.Summit.Customer;
        var used = (await PlacesAsync(cast))[0];
        var word = used.Address.Split(' ')[1];

        await Remove.RunAsync(cast.Priya, customer, used.Id, Key(), default);
        await Remove.RunAsync(cast.Priya, customer, used.Id, Key(), default);

        Assert.DoesNotContain(await PlacesAsync(cast), p => p.Id == used.Id);
        Assert.DoesNotContain(await new BoardChoices(data.Workspaces).PlacesAsync(cast.Priya, customer, default), p => p.Id == used.Id);
        Assert.DoesNotContain(customer, await FindAsync(cast, word));
        Assert.Equal(["location.removed"], await KindsAsync(cast));
        Assert.Equal(used.Address, (await new JobPageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, default))?.Place);
        var job = new NewJob(customer, "Another job", used.Id, null);
        await Assert.ThrowsAsync<RuleViolation>(() => new OpenJob(data.Workspaces).RunAsync(cast.Priya, job, Key(), default));
        Assert.Equal(
            CustomerRules.LocationMissing,
            await RuleAsync(() => Change.RunAsync(cast.Priya, customer, used.Id, new("", "Somewhere"), Key(), default))
        );
    }

    [Fact]
    public async Task A_removal_is_taken_back_as_if_it_had_not_been()
    {
        var cast = await data.GatherAsync();
        var customer = cast.Summit.Customer;
        var place = (await PlacesAsync(cast))[0];
        await Remove.RunAsync(cast.Priya, customer, place.Id, Key(), default);

        await Restore.RunAsync(cast.Priya, customer, place.Id, Key(), default);
        await Restore.RunAsync(cast.Priya, customer, place.Id, Key(), default);

        Assert.Contains(await PlacesAsync(cast), p => p.Id == place.Id);
        Assert.Contains(customer, await FindAsync(cast, place.Address.Split(' ')[1]));
        Assert.Equal(["location.removed", "location.restored"], await KindsAsync(cast));
        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => Restore.RunAsync(cast.Dana, customer, place.Id, Key(), default)));
        Assert.Equal(
            CustomerRules.LocationMissing,
            await RuleAsync(() => Restore.RunAsync(cast.Priya, customer, new(Guid.NewGuid()), Key(), default))
        );
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused()
    {
        var cast = await data.GatherAsync();
        var customer = cast.Summit.Customer;
        var place = (await PlacesAsync(cast))[0];

        Assert.Equal(CustomerRules.Address, await RuleAsync(() => Add.RunAsync(cast.Priya, customer, new("", "  "), Key(), default)));
        Assert.Equal(
            CustomerRules.Address,
            await RuleAsync(() => Change.RunAsync(cast.Priya, customer, place.Id, new("", new string('x', 401)), Key(), default))
        );
        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => Add.RunAsync(cast.Dana, customer, new("", "Somewhere"), Key(), default)));
        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => Remove.RunAsync(cast.Dana, customer, place.Id, Key(), default)));
        Assert.Equal(
            CustomerRules.LocationMissing,
            await RuleAsync(() => Remove.RunAsync(cast.Priya, customer, Id<ServiceLocation>.New(), Key(), default))
        );
        Assert.Empty(await KindsAsync(cast));
    }

    private async Task<IReadOnlyList<LocationView>> PlacesAsync(Cast cast) =>
        (await new CustomerQuery(data.Workspaces).FindAsync(cast.Priya, cast.Summit.Customer, default))!.Locations; // The cast has one.

    private async Task<IEnumerable<Id<Customer>>> FindAsync(Cast cast, string search) =>
        (await new CustomerListQuery(data.Workspaces).RunAsync(cast.Priya, search, 50, default)).Lines.Select(l => l.Id);

    private Task<List<string>> KindsAsync(Cast cast) =>
        data.ReadAsync(
            cast.Priya,
            db => db.Activity.Where(a => a.Kind.StartsWith("location.")).OrderBy(a => a.Seq).Select(a => a.Kind).ToListAsync()
        );

    private static RequestKey Key() => RequestKey.New("test");

    private static async Task<string> RuleAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;
}
