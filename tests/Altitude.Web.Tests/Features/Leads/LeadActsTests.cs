using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Testing;
using Altitude.Web.Components;
using Altitude.Web.Features.Leads;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Leads;

/// <summary>What becomes of a request.</summary>
public sealed class LeadActsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private ConvertLead Convert => new(data.Workspaces);
    private LeadQuery Find => new(data.Workspaces);

    [Theory]
    [InlineData("MARIA.delgado@example.com", "", "", "the same e-mail address")]
    [InlineData("", "303-555-0142", "", "the same phone number")]
    [InlineData("someone@example.com", "", "1420 Pearl St, Denver", "the same address")]
    public async Task Whom_it_may_be_from_is_found(string email, string phone, string address, string why)
    {
        var cast = await data.GatherAsync();
        var lead = await AskAsync(cast, email, phone, address);

        var view = await Find.FindAsync(cast.Priya, lead, default);

        var likely = Assert.Single(view!.Likely); // It was just sent.
        Assert.Equal((cast.Summit.Customer, why), (likely.Id, likely.Why));
    }

    [Fact]
    public async Task A_request_of_somebody_new_becomes_customer_contact_place_and_job_in_one_step()
    {
        var cast = await data.GatherAsync();
        var lead = await AskAsync(cast, "nina.park@example.com", "303 555 0199", "9 Elm St, Denver");

        var number = await Convert.RunAsync(cast.Priya, lead, new LeadConversion(null, "AC blows warm air"), RequestKey.New("test"), default);

        var job = await data.ReadAsync(cast.Priya, db => db.Jobs.SingleAsync(j => j.Number == number));
        var customer = await data.ReadAsync(
            cast.Priya,
            db => db.Customers.Include(c => c.Contacts).Include(c => c.Locations).SingleAsync(c => c.Id == job.CustomerId)
        );
        Assert.Equal(("Nina Park", JobStage.Lead), (customer.Name, job.Stage));
        var contact = Assert.Single(customer.Contacts);
        Assert.Equal(("nina.park@example.com", "303 555 0199", ContactRights.Full), (contact.Email, contact.Phone, contact.Rights));
        Assert.Equal(Assert.Single(customer.Locations).Id, job.LocationId);
        var after = await Find.FindAsync(cast.Priya, lead, default);
        Assert.Equal((LeadState.Converted, number), (after!.State, after.JobNumber)); // It is there.
    }

    [Fact]
    public async Task A_request_of_a_known_customer_adds_only_what_is_new()
    {
        var cast = await data.GatherAsync();
        var before = await data.ReadAsync(cast.Priya, db => db.Contacts.CountAsync(c => c.CustomerId == cast.Summit.Customer));
        var lead = await AskAsync(cast, cast.Maria.Email, "", "1420 pearl st apt 3 Denver CO 80203");

        var number = await Convert.RunAsync(cast.Priya, lead, new LeadConversion(cast.Summit.Customer, "Again"), RequestKey.New("test"), default);

        var job = await data.ReadAsync(cast.Priya, db => db.Jobs.SingleAsync(j => j.Number == number));
        Assert.Equal(cast.Summit.Customer, job.CustomerId);
        Assert.Equal(before, await data.ReadAsync(cast.Priya, db => db.Contacts.CountAsync(c => c.CustomerId == cast.Summit.Customer)));
        Assert.Equal(1, await data.ReadAsync(cast.Priya, db => db.Locations.CountAsync(l => l.CustomerId == cast.Summit.Customer)));
    }

    [Fact]
    public async Task Nobody_becomes_a_contact_of_a_known_customer_by_their_own_word()
    {
        var cast = await data.GatherAsync();
        var before = await data.ReadAsync(cast.Priya, db => db.Contacts.CountAsync(c => c.CustomerId == cast.Summit.Customer));
        var lead = await AskAsync(cast, "a.stranger@example.com", "", "1420 Pearl St Apt 3, Denver CO 80203");

        await Convert.RunAsync(cast.Priya, lead, new LeadConversion(cast.Summit.Customer, "AC blows warm air"), RequestKey.New("test"), default);

        Assert.Equal(before, await data.ReadAsync(cast.Priya, db => db.Contacts.CountAsync(c => c.CustomerId == cast.Summit.Customer)));
        Assert.Equal("a.stranger@example.com", (await Find.FindAsync(cast.Priya, lead, default))?.Email); // The request still says who it was.
    }

    [Fact]
    public async Task Two_who_convert_at_once_make_one_job()
    {
        var cast = await data.GatherAsync();
        var lead = await AskAsync(cast, "nina.park@example.com", "", "");
        var jobs = await data.ReadAsync(cast.Priya, db => db.Jobs.CountAsync());

        var both = new[] { cast.Priya, cast.Owen }
            .Select(staff =>
                Record.ExceptionAsync(() => Convert.RunAsync(staff, lead, new LeadConversion(null, "Work"), RequestKey.New("test"), default)).AsTask()
            )
            .ToArray();
        var refused = (await Task.WhenAll(both)).OfType<RuleViolation>().ToArray();

        Assert.Equal(LeadRules.Closed, Assert.Single(refused).Rule);
        Assert.Equal(jobs + 1, await data.ReadAsync(cast.Priya, db => db.Jobs.CountAsync()));
    }

    [Fact]
    public async Task What_is_lost_can_be_opened_again_and_what_is_a_job_cannot_be_lost()
    {
        var cast = await data.GatherAsync();
        var lead = await AskAsync(cast, "nina.park@example.com", "", "");
        var lose = new LoseLead(data.Workspaces);

        await lose.RunAsync(cast.Priya, lead, "Chose somebody else", RequestKey.New("test"), default);
        Assert.Equal("Chose somebody else", (await Find.FindAsync(cast.Priya, lead, default))?.LostReason);
        await new ReopenLead(data.Workspaces).RunAsync(cast.Priya, lead, RequestKey.New("test"), default);
        await new FollowUpLead(data.Workspaces).RunAsync(
            cast.Priya,
            lead,
            new DateOnly(2027, 6, 10),
            "Call after lunch",
            RequestKey.New("test"),
            default
        );
        var noted = await Find.FindAsync(cast.Priya, lead, default);
        Assert.Equal((new DateOnly(2027, 6, 10), "Call after lunch", LeadState.Open), (noted?.FollowUpOn, noted?.FollowUpNote, noted?.State));

        await Convert.RunAsync(cast.Priya, lead, new LeadConversion(null, "Work"), RequestKey.New("test"), default);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => lose.RunAsync(cast.Priya, lead, "No", RequestKey.New("test"), default));
        Assert.Equal(LeadRules.Closed, refused.Rule);
    }

    private Task<string> AskAsync(Cast cast, string email, string phone, string address) =>
        data.ActAsync(
            cast.Summit.Sweep,
            async db =>
            {
                var wanted = new LeadRequest("Nina Park", email, phone, address, "AC blows warm air", "", "", LeadSource.Unknown);
                var lead = Lead.Receive(
                    Id<Lead>.New(),
                    db.WorkspaceId,
                    $"REQ-{await db.NextNumberAsync("REQ", 1001, default)}",
                    wanted,
                    E164.Of(phone, System.Globalization.CultureInfo.GetCultureInfo("en-US")),
                    db.Now
                );
                db.Leads.Add(lead);
                return lead.Number;
            }
        );
}
