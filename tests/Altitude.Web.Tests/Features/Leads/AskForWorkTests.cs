using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Testing;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Leads;
using Altitude.Web.Files;
using Altitude.Web.Security;
using Altitude.Web.Tests.Files;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

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
    public async Task Photos_come_along_and_what_is_no_photo_keeps_what_was_typed()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var photo = Samples.Picture(60, 40, SKEncodedImageFormat.Png);

        using var refused = await PostAsync(maria, cast, ("plate.png", photo), ("virus.jpg", Samples.Page));
        var said = await refused.Content.ReadAsStringAsync();
        using var many = await PostAsync(maria, cast, [.. Enumerable.Range(0, 6).Select(n => ($"{n}.png", photo))]);
        Assert.Empty(await app.ReadAsync(cast.Priya, db => db.Leads.ToListAsync()));
        using var sent = await PostAsync(maria, cast, ("plate.png", photo), ("fan.png", photo));

        Assert.Equal(
            (HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.SeeOther),
            (refused.StatusCode, many.StatusCode, sent.StatusCode)
        );
        Assert.Contains("could not be read as a photo", said, StringComparison.Ordinal);
        Assert.Contains("value=\"Furnace tune-up\"", said, StringComparison.Ordinal);
        Assert.Contains("at most 5 photos", await many.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var lead = await app.ReadAsync(cast.Priya, db => db.Leads.Include(l => l.Photos).SingleAsync());
        Assert.Equal([1, 2], lead.Photos.Select(p => p.Position).Order());
        Assert.Equal([0xFF, 0xD8, 0xFF], lead.Photos[0].Content[..3]); // Drawn anew.

        var job = await new ConvertLead(app.Workspaces).RunAsync(
            cast.Priya,
            lead.Number,
            new LeadConversion(cast.Summit.Customer, "Furnace tune-up"),
            RequestKey.New("test"),
            default
        );
        var page = await maria.GetAsync($"/portal/{cast.Summit.Slug}/jobs/{job}");
        Assert.Equal(2, page.Document.QuerySelectorAll("img[src^='/files/']").Length);
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync(page.Find("img[src^='/files/']")!.GetAttribute("src")!)).Status); // There is one.
    }

    [Fact]
    public async Task Photos_of_somebody_unknown_are_not_shown_to_the_customer_whom_staff_took_them_for()
    {
        var cast = await app.GatherAsync();
        await new TakeRequest(app.Workspaces, app.Service<RateLimits>()).RunAsync(
            cast.Summit.Id,
            new LeadRequest("Maria D.", "m@example.com", "", "", "Furnace tune-up", "", "", LeadSource.Unknown),
            System.Globalization.CultureInfo.GetCultureInfo("en-US"),
            [new SentFile("a.png", () => new MemoryStream(Samples.Picture(9, 9, SKEncodedImageFormat.Png)))],
            Guid.NewGuid().ToString(),
            RequestKey.New("test"),
            default
        );

        var job = await new ConvertLead(app.Workspaces).RunAsync(
            cast.Priya,
            "REQ-1001",
            new LeadConversion(cast.Summit.Customer, "Furnace tune-up"),
            RequestKey.New("test"),
            default
        );

        using var maria = app.VisitAs(cast.Maria);
        Assert.Null((await maria.GetAsync($"/portal/{cast.Summit.Slug}/jobs/{job}")).Find("img[src^='/files/']"));
        Assert.Single((await new JobPageQuery(app.Workspaces).RunAsync(cast.Priya, job, default))!.Files);
    }

    private async Task<HttpResponseMessage> PostAsync(WebVisitor who, Cast cast, params (string Name, byte[] Bytes)[] photos)
    {
        var path = $"/portal/{cast.Summit.Slug}/ask";
        var form = (await who.GetAsync(path)).Find("form#ask")!; // It is on the page.
        using var content = new MultipartFormDataContent();
        foreach (var field in form.QuerySelectorAll("input[type=hidden]"))
        {
            content.Add(new StringContent(field.GetAttribute("value") ?? ""), field.GetAttribute("name")!); // Hidden fields have names.
        }

        content.Add(new StringContent("Furnace tune-up"), "Ask.Service");
        foreach (var (name, bytes) in photos)
        {
            content.Add(new ByteArrayContent(bytes), "Ask.Photos", name);
        }

        return await who.Http.PostAsync(new Uri(app.Url, path), content);
    }

    [Fact]
    public async Task Nothing_is_asked_for_another_customers_place_or_by_who_only_sees_invoices()
    {
        var cast = await app.GatherAsync();
        var wanted = new WorkToAsk("Furnace tune-up", "", "", cast.Spark.Location);

        var foreign = await Assert.ThrowsAsync<RuleViolation>(() => Ask.RunAsync(cast.Maria.Actor, wanted, [], RequestKey.New("test"), default));
        var billing = await Assert.ThrowsAsync<RuleViolation>(() =>
            Ask.RunAsync(cast.Books.Actor, wanted with { Place = null }, [], RequestKey.New("test"), default)
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
