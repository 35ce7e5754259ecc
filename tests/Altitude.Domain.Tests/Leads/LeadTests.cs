using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Leads;

/// <summary>Requests for work: whose they are, what they need, and how they end.</summary>
public sealed class LeadTests
{
    private static readonly Id<Workspace> s_company = Id<Workspace>.New();

    [Fact]
    public void Who_asks_from_the_portal_chooses_one_of_their_own_places()
    {
        var (maria, pearl) = Household("Maria");
        var (_, neighbours) = Household("Neighbour");

        Assert.Equal(LeadRules.Address, Summit.RefusedBy(() => Ask(maria.Contacts[0], neighbours)));

        var lead = Ask(maria.Contacts[0], pearl);
        Assert.Equal((pearl.Id, pearl.Address, maria.Id), (lead.LocationId, lead.Address, lead.CustomerId));
        Assert.Null(Ask(maria.Contacts[0], null).LocationId);
    }

    [Fact]
    public void A_place_that_was_removed_is_not_chosen_any_more()
    {
        var (maria, pearl) = Household("Maria");
        maria.RemoveLocation(pearl.Id, Summit.Tuesday);

        Assert.Equal(LeadRules.Address, Summit.RefusedBy(() => Ask(maria.Contacts[0], pearl)));
    }

    [Theory]
    [InlineData("", "", "", LeadRules.Service)]
    [InlineData("Tune-up", "\0", "", LeadRules.Text)]
    [InlineData("Tune-up", "", "\0", LeadRules.Times)]
    public void What_cannot_be_kept_is_refused(string service, string text, string times, string rule)
    {
        var (maria, _) = Household("Maria");

        Assert.Equal(rule, Summit.RefusedBy(() => Lead.Ask(Id<Lead>.New(), maria.Contacts[0], null, "REQ-1", service, text, times, Summit.Tuesday)));
    }

    [Fact]
    public void Five_photos_come_along_and_not_six()
    {
        var (maria, _) = Household("Maria");
        var lead = Ask(maria.Contacts[0], null);

        for (var n = 1; n <= Lead.MostPhotos; n++)
        {
            Assert.Equal(n, lead.Attach(Id<LeadPhoto>.New(), [0xFF], 1, 1).Position);
        }

        Assert.Equal(LeadRules.Photos, Summit.RefusedBy(() => lead.Attach(Id<LeadPhoto>.New(), [0xFF], 1, 1)));
    }

    [Fact]
    public void What_is_closed_stays_closed_until_it_is_opened_again()
    {
        var (maria, _) = Household("Maria");
        var lead = Ask(maria.Contacts[0], null);
        var job = Job.Open(Id<Job>.New(), s_company, maria.Id, null, "JOB-1001", "Tune-up", null, Summit.Tuesday);

        Assert.Equal(LeadRules.Reason, Summit.RefusedBy(() => lead.Lose(" ")));
        lead.Lose("Too far away");
        Assert.Equal(LeadRules.Closed, Summit.RefusedBy(() => lead.Become(job)));
        lead.Reopen();
        lead.Become(job);

        Assert.Equal((LeadState.Converted, job.Id), (lead.State, lead.JobId));
        Assert.Equal(LeadRules.Closed, Summit.RefusedBy(() => lead.FollowUp(new DateOnly(2027, 6, 9), "")));
        Assert.Equal(LeadRules.NotLost, Summit.RefusedBy(lead.Reopen));
    }

    private static Lead Ask(Contact contact, ServiceLocation? place) =>
        Lead.Ask(Id<Lead>.New(), contact, place, "REQ-1001", "Furnace tune-up", "", "", Summit.Tuesday);

    private static (Customer Customer, ServiceLocation Place) Household(string name)
    {
        var customer = Customer.Register(Id<Customer>.New(), s_company, name, Summit.Tuesday);
        customer.AddContact(Id<Contact>.New(), name, $"{name}@example.com", "", ContactRights.Full);
        return (customer, customer.AddLocation(Id<ServiceLocation>.New(), "", $"1 {name} Street"));
    }
}
