using System.Globalization;
using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Leads;

namespace Altitude.Web.Tests.Features.Activity;

/// <summary>The company's history, for those who answer for it.</summary>
public sealed class HistoryTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly string[] s_settings = ["workspace", "staff", "price-item", "template"];

    private HistoryQuery Query => new(site.Workspaces);

    [Fact]
    public async Task It_says_who_did_what_newest_first()
    {
        var cast = await site.GatherAsync();
        await DressAsync(cast);

        var history = await Query.RunAsync(cast.Owen, HistoryFilter.All, null, default);

        Assert.Equal(("Ada Brooks", "Settings changed: brand"), (history.Lines[0].Who, history.Lines[0].What));
        Assert.Equal(history.Lines.Select(l => l.Seq).OrderDescending(), history.Lines.Select(l => l.Seq));
        Assert.Contains(history.Lines, l => l.What.Contains(cast.Summit.EstimateNumber, StringComparison.Ordinal) && l.JobNumber is not null);
    }

    [Fact]
    public async Task One_can_ask_for_one_topic_one_person_and_what_customers_did()
    {
        var cast = await site.GatherAsync();
        await DressAsync(cast);

        var settings = await Query.RunAsync(cast.Owen, HistoryFilter.Of("settings", null, null, null), null, default);
        var ada = await Query.RunAsync(cast.Owen, HistoryFilter.Of(null, cast.Ada.StaffId.ToString(), null, null), null, default);
        var customers = await Query.RunAsync(cast.Owen, HistoryFilter.Of(null, "customers", null, null), null, default);

        Assert.All(settings.Lines, l => Assert.Contains(l.Kind.Split('.')[0], s_settings));
        Assert.Contains(settings.Lines, l => l.What == "Settings changed: brand");
        Assert.All(ada.Lines, l => Assert.Equal("Ada Brooks", l.Who));
        Assert.Single(ada.Lines);
        Assert.DoesNotContain(customers.Lines, l => l.Who == "Ada Brooks");
    }

    [Fact]
    public async Task A_day_is_the_companys_own_from_its_midnight_to_the_next()
    {
        var lastMinute = new DateTimeOffset(2027, 6, 9, 5, 59, 0, TimeSpan.Zero); // 8 June, 11:59 PM in Denver.
        await site.Clock.SetAsync(lastMinute);
        var cast = await site.GatherAsync();
        await DressAsync(cast, "#111111");
        await site.Clock.SetAsync(lastMinute.AddMinutes(2));
        await DressAsync(cast, "#222222");
        var ada = cast.Ada.StaffId.ToString();

        var eighth = await Query.RunAsync(cast.Owen, HistoryFilter.Of("settings", ada, "2027-06-08", "2027-06-08"), null, default);
        var ninth = await Query.RunAsync(cast.Owen, HistoryFilter.Of("settings", ada, "2027-06-09", "2027-06-09"), null, default);

        Assert.Equal(lastMinute, Assert.Single(eighth.Lines).At, TimeSpan.FromSeconds(50));
        Assert.Equal(lastMinute.AddMinutes(2), Assert.Single(ninth.Lines).At, TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task Read_on_to_the_beginning_it_is_whole()
    {
        var cast = await site.GatherAsync();
        for (var n = 0; n < HistoryQuery.Page + 5; n++)
        {
            await DressAsync(cast);
        }

        List<long> seen = [];
        long? before = null;
        do
        {
            var page = await Query.RunAsync(cast.Owen, HistoryFilter.All, before, default);
            seen.AddRange(page.Lines.Select(l => l.Seq));
            before = page.Before;
        } while (before is not null);

        Assert.Equal(Enumerable.Range(1, seen.Count).Reverse().Select(n => (long)n), seen);
        Assert.True(seen.Count > HistoryQuery.Page);
    }

    [Fact]
    public async Task What_a_stranger_wrote_is_no_formula_in_a_spreadsheet()
    {
        var cast = await site.GatherAsync();
        var wish = new Domain.Leads.LeadRequest(
            "=HYPERLINK(\"http://elsewhere.example\")",
            "",
            "303 555 0199",
            "",
            "AC, \"warm\"",
            "",
            "",
            Domain.Leads.LeadSource.Unknown
        );
        await site.Service<TakeRequest>()
            .RunAsync(cast.Summit.Id, wish, CultureInfo.InvariantCulture, [], "203.0.113.7", RequestKey.New("test"), default);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);

        var csv = await owen.GetAsync("/office/activity.csv?topic=requests");

        Assert.StartsWith("text/csv", csv.Headers["Content-Type"], StringComparison.Ordinal);
        var line = Assert.Single(csv.Html.Split("\r\n"), l => l.Contains("elsewhere.example", StringComparison.Ordinal));
        Assert.DoesNotContain(",=HYPERLINK", line, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=HYPERLINK", line, StringComparison.Ordinal);
        Assert.Contains("\"\"warm\"\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_owners_and_admins()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Query.RunAsync(cast.Priya, HistoryFilter.All, null, default));

        Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
        Assert.Equal(HttpStatusCode.NotFound, (await priya.GetAsync("/office/activity.csv")).Status);
        Assert.Contains("Owners and admins", (await priya.GetAsync("/office/activity")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-topic", "0", "31/08/2027", "9999-12-31")]
    [InlineData("\0", "system,customers", "2027-02-30", "")]
    [InlineData("", "-1", "0001-01-01", "x")]
    public void What_an_address_says_is_taken_as_far_as_it_is_understood(string topic, string who, string from, string through) =>
        Assert.Equal(HistoryFilter.All, HistoryFilter.Of(topic, who, from, through));

    [Fact]
    public void An_address_says_the_same_again()
    {
        var filter = HistoryFilter.Of("money", "system", "2027-08-31", "2027-09-01");

        Assert.Equal("/office/activity?topic=money&who=system&from=2027-08-31&through=2027-09-01", filter.At("/office/activity"));
        Assert.Equal(new DateOnly(2027, 8, 31), filter.From);
    }

    private Task DressAsync(Cast cast, string colour = "#123456") =>
        new ChangeBrandKit(site.Workspaces).RunAsync(cast.Ada, new BrandChoice(colour, colour, "Device"), RequestKey.New("test"), default);
}
