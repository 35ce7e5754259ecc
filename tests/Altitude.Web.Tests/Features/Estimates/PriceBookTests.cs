using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class PriceBookTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly Currency s_dollars = new("USD");

    [Fact]
    public async Task What_is_added_is_found_by_any_of_its_words_and_offered_while_it_is_in_use()
    {
        var cast = await data.GatherAsync();
        var capacitor = await AddAsync(cast.Owen, "Capacitor 45/5 uF", 18_900, "Parts", "Dual run, 440 V");
        await AddAsync(cast.Ada, "Labour", 14_500, "Work");
        await AddAsync(cast.Ada, "Surge 100%_safe", 24_900, "Parts");

        Assert.Equal(["Capacitor 45/5 uF"], await SuggestAsync(cast.Priya, "capac"));
        Assert.Equal(["Capacitor 45/5 uF"], await SuggestAsync(cast.Dana, "440"));
        Assert.Equal(["Surge 100%_safe"], await SuggestAsync(cast.Priya, "%_s"));
        Assert.Empty(await SuggestAsync(cast.Priya, "1%f")); // A sign like any other.
        Assert.Empty(await SuggestAsync(cast.Priya, "  "));
        Assert.Equal(["Capacitor 45/5 uF", "Surge 100%_safe", "Labour"], await BookAsync(cast.Priya));

        await new OfferPriceItem(data.Workspaces).RunAsync(cast.Owen, capacitor, isOffered: false, Key(), default);

        Assert.Empty(await SuggestAsync(cast.Priya, "capac"));
        Assert.Equal(["Surge 100%_safe", "Labour"], await BookAsync(cast.Priya));
        Assert.Contains("Capacitor 45/5 uF", await BookAsync(cast.Priya, withRetired: true));
    }

    [Fact]
    public async Task Accents_and_case_are_folded()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast.Ada, "Kältemittel nachfüllen", 9_900, "Wärme");

        foreach (var typed in new[] { "KALTEMITTEL", "nachfull", "kält", "warme" })
        {
            Assert.Equal(["Kältemittel nachfüllen"], await SuggestAsync(cast.Priya, typed));
        }
    }

    [Fact]
    public async Task What_begins_with_the_words_comes_before_what_holds_them()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast.Owen, "Condenser fan motor", 32_000, "");
        await AddAsync(cast.Owen, "Motor mount", 4_000, "");

        Assert.Equal(["Motor mount", "Condenser fan motor"], await SuggestAsync(cast.Priya, "motor"));
    }

    [Fact]
    public async Task A_price_in_another_currency_is_no_price_for_this_estimate()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast.Owen, "Labour", 14_500, "");
        var euros = Entry("Labour abroad", 13_000) with { Price = new Money(13_000, new Currency("EUR")) };
        await new AddPriceItem(data.Workspaces).RunAsync(cast.Owen, euros, Key(), default);

        Assert.Equal(["Labour"], await SuggestAsync(cast.Priya, "labour"));
        Assert.Equal(["Labour", "Labour abroad"], await BookAsync(cast.Priya));
    }

    [Fact]
    public async Task Only_owner_and_admin_change_it()
    {
        var cast = await data.GatherAsync();
        var item = await AddAsync(cast.Owen, "Labour", 14_500, "");

        foreach (var staff in new[] { cast.Priya, cast.Dana })
        {
            Func<Task>[] acts =
            [
                () => AddAsync(staff, "Filter", 3_800, ""),
                () => new ChangePriceItem(data.Workspaces).RunAsync(staff, item, 2, Entry("Labour", 1), Key(), default),
                () => new OfferPriceItem(data.Workspaces).RunAsync(staff, item, false, Key(), default),
            ];
            foreach (var act in acts)
            {
                Assert.Equal(StaffRoles.NotAllowed, (await Assert.ThrowsAsync<RuleViolation>(act)).Rule);
            }
        }
    }

    [Fact]
    public async Task Of_two_who_change_an_entry_the_second_is_refused()
    {
        var cast = await data.GatherAsync();
        var item = await AddAsync(cast.Owen, "Labour", 14_500, "");
        var seen = (await new PriceBookQuery(data.Workspaces).RunAsync(cast.Owen, "", null, true, 10, default)).Rows.Single().Revision;
        await new ChangePriceItem(data.Workspaces).RunAsync(cast.Owen, item, seen, Entry("Labour", 15_000), Key(), default);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new ChangePriceItem(data.Workspaces).RunAsync(cast.Ada, item, seen, Entry("Labour", 15_500), Key(), default)
        );

        Assert.Equal(PriceBookRules.Stale, refused.Rule);
    }

    [Theory]
    [InlineData(" ", 100, PriceBookRules.Name)]
    [InlineData("Labour", -1, PriceBookRules.Price)]
    public async Task What_could_not_stand_on_an_estimate_is_refused(string name, long price, string rule)
    {
        var cast = await data.GatherAsync();

        Assert.Equal(rule, (await Assert.ThrowsAsync<RuleViolation>(() => AddAsync(cast.Owen, name, price, ""))).Rule);
    }

    [Fact]
    public async Task Another_companys_prices_do_not_exist()
    {
        var cast = await data.GatherAsync();
        var item = await AddAsync(cast.Owen, "Labour", 14_500, "");

        Assert.Empty(await SuggestAsync(cast.Spark.Owner, "labour"));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new OfferPriceItem(data.Workspaces).RunAsync(cast.Spark.Owner, item, false, Key(), default)
        );
        Assert.Equal(PriceBookRules.Missing, refused.Rule);
    }

    private Task<Id<PriceItem>> AddAsync(Staff staff, string name, long price, string category, string description = "") =>
        new AddPriceItem(data.Workspaces).RunAsync(staff, Entry(name, price) with { Category = category, Description = description }, Key(), default);

    private async Task<IEnumerable<string>> SuggestAsync(Staff staff, string typed) =>
        (await new PriceBookQuery(data.Workspaces).SuggestAsync(staff, typed, s_dollars, default)).Select(r => r.Name);

    private async Task<IEnumerable<string>> BookAsync(Staff staff, bool withRetired = false) =>
        (await new PriceBookQuery(data.Workspaces).RunAsync(staff, "", null, withRetired, 10, default)).Rows.Select(r => r.Name);

    private static PriceEntry Entry(string name, long price) => new(name, "", "", new Money(price, s_dollars), IsTaxed: true, "");

    private static RequestKey Key() => RequestKey.New("test");
}
