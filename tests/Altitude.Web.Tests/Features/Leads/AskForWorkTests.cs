using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Testing;
using Altitude.Web.Features.Leads;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Leads;

/// <summary>A customer who is signed in asks for new work.</summary>
public sealed class AskForWorkTests(AppFixture app) : IClassFixture<AppFixture>
{
    private AskForWork Ask => new(app.Workspaces, app.Service<RateLimits>());

    [Fact]
    public async Task It_knows_who_asks_and_where_and_becomes_their_own_job()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync($"/portal/{cast.Summit.Slug}/ask");

        var after = await maria.FollowAsync(await maria.PressAsync(page, "Send request", [new("Ask.Service", "Furnace tune-up")]));

        Assert.Contains("has your request REQ-1001", after.Text, StringComparison.Ordinal);
        var lead = await app.ReadAsync(cast.Priya, db => db.Leads.SingleAsync());
        Assert.Equal((cast.Maria.Actor.ContactId, cast.Summit.Customer), (lead.AskedBy, lead.CustomerId));
        Assert.Equal(cast.Summit.Location, lead.LocationId); // Their only place is chosen for them.
        var view = await new LeadQuery(app.Workspaces).FindAsync(cast.Priya, lead.Number, default);
        Assert.Equal(cast.Summit.Customer, Assert.Single(view!.Likely).Id); // It is there.
        var convert = new ConvertLead(app.Workspaces);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            convert.RunAsync(cast.Priya, lead.Number, new LeadConversion(null, "Furnace tune-up"), RequestKey.New("test"), default)
        );
        Assert.Equal(LeadRules.Customer, refused.Rule);

        var number = await convert.RunAsync(
            cast.Priya,
            lead.Number,
            new LeadConversion(cast.Summit.Customer, "Furnace tune-up"),
            RequestKey.New("test"),
            default
        );

        var job = await app.ReadAsync(cast.Priya, db => db.Jobs.SingleAsync(j => j.Number == number));
        Assert.Equal((cast.Summit.Customer, cast.Summit.Location), (job.CustomerId, job.LocationId));
        Assert.Contains(
            "asked for work: Furnace tune-up",
            (await maria.GetAsync($"/portal/{cast.Summit.Slug}/activity")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_is_asked_for_another_customers_place_or_by_who_only_sees_invoices()
    {
        var cast = await app.GatherAsync();
        var wanted = new WorkToAsk("Furnace tune-up", "", "", cast.Spark.Location);

        var foreign = await Assert.ThrowsAsync<RuleViolation>(() => Ask.RunAsync(cast.Maria.Actor, wanted, RequestKey.New("test"), default));
        var billing = await Assert.ThrowsAsync<RuleViolation>(() =>
            Ask.RunAsync(cast.Books.Actor, wanted with { Place = null }, RequestKey.New("test"), default)
        );
        using var books = app.VisitAs(cast.Books);

        Assert.Equal((LeadRules.Address, LeadRules.NotYours), (foreign.Rule, billing.Rule));
        Assert.Equal(HttpStatusCode.NotFound, (await books.GetAsync($"/portal/{cast.Summit.Slug}/ask")).Status);
        Assert.Empty(await app.ReadAsync(cast.Priya, db => db.Leads.ToListAsync()));
    }

    [Fact]
    public async Task Whoever_left_a_phone_number_alone_becomes_a_contact_who_can_be_called_and_found()
    {
        var cast = await app.GatherAsync();
        var number = await app.ActAsync(
            cast.Summit.Sweep,
            async db =>
            {
                var request = new LeadRequest("Nina Park", "", "(303) 555-0199", "", "No hot water", "", "", LeadSource.Unknown);
                var lead = Lead.Receive(
                    Id<Lead>.New(),
                    db.WorkspaceId,
                    $"REQ-{await db.NextNumberAsync("REQ", 1001, default)}",
                    request,
                    "+13035550199",
                    db.Now
                );
                db.Leads.Add(lead);
                return lead.Number;
            }
        );

        await new ConvertLead(app.Workspaces).RunAsync(cast.Priya, number, new LeadConversion(null, "No hot water"), RequestKey.New("test"), default);

        var found = await new Web.Features.Customers.CustomerListQuery(app.Workspaces).RunAsync(cast.Priya, "+1 303 555 0199", 50, default);
        Assert.Equal("Nina Park", Assert.Single(found.Lines).Name);
        var contact = await app.ReadAsync(cast.Priya, db => db.Contacts.SingleAsync(c => c.Name == "Nina Park"));
        Assert.Equal(("", "(303) 555-0199", "+13035550199"), (contact.Email, contact.Phone, contact.PhoneE164));
    }
}
