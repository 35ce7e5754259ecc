using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Estimates.Office;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Estimates.Office;

/// <summary>Two at one estimate, and prices from the book, as the editor shows them.</summary>
public sealed class EstimateEditorTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Soon = EstimateOffice.Soon;

    [Fact]
    public async Task The_second_to_save_chooses_line_by_line_and_loses_nothing()
    {
        var cast = await data.GatherAsync();
        var number = await DraftAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, number);
        await SaveAsync(cast, number, Cast.AcRepair() with { Lines = [.. Cast.AcRepair().Lines.Select(Theirs)] });

        await page.InvokeAsync(() => Field(page, "capacitor", "price").Input("199.00"));
        page.WaitForAssertion(() => Assert.Contains("changed this while you were writing", page.Markup, StringComparison.Ordinal), Soon);
        Assert.Equal(["Capacitor 45/5 uF Both changed it", "Labour"], page.FindAll(".differences tbody th").Select(c => c.TextContent.Trim()));
        Assert.Equal("199.00", Field(page, "capacitor", "price").GetAttribute("value"));
        await page.InvokeAsync(() =>
            page.FindAll("button").Single(b => b.TextContent.StartsWith("Save what is chosen", StringComparison.Ordinal)).Click()
        );

        page.WaitForAssertion(() => Assert.StartsWith("Saved", page.Find(".saved").TextContent, StringComparison.Ordinal), Soon);
        Assert.Equal(("19900", "15500"), await PricesAsync(cast, number));

        static LineItem Theirs(LineItem line) =>
            line.Key switch
            {
                "capacitor" => line with { UnitPrice = 22_900 },
                "labour" => line with { UnitPrice = 15_500 },
                _ => line,
            };
    }

    [Fact]
    public async Task What_is_typed_while_one_chooses_stands_too()
    {
        var cast = await data.GatherAsync();
        var number = await DraftAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, number);
        await SaveAsync(cast, number, Cast.AcRepair(22_900));
        await page.InvokeAsync(() => Field(page, "capacitor", "price").Input("199.00"));
        page.WaitForElement(".differences", Soon);

        await page.InvokeAsync(() => Field(page, "labour", "price").Input("160.00"));
        await page.InvokeAsync(() =>
            page.FindAll("button").Single(b => b.TextContent.StartsWith("Save what is chosen", StringComparison.Ordinal)).Click()
        );

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".differences")), Soon);
        page.WaitForAssertion(() => Assert.StartsWith("Saved", page.Find(".saved").TextContent, StringComparison.Ordinal), Soon);
        Assert.Equal(("19900", "16000"), await PricesAsync(cast, number));
    }

    [Fact]
    public async Task What_another_saves_takes_nothing_away_that_is_typed_and_not_saved_yet()
    {
        var cast = await data.GatherAsync();
        var number = await DraftAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, number);
        var before = page.FindComponent<EstimateEditor>().Instance.View;
        using var owen = office.Services.GetRequiredService<EstimateEditors>().Sit(cast.Owen, before.Id);
        await page.InvokeAsync(() => Field(page, "capacitor", "price").Input("199.x"));
        page.WaitForAssertion(() => Assert.Equal("Not saved yet", page.Find(".saved").TextContent), Soon);

        await SaveAsync(cast, number, Cast.AcRepair(22_900));
        owen.Saved();

        page.WaitForAssertion(() => Assert.True(page.FindComponent<EstimateEditor>().Instance.View.Revision > before.Revision), Soon);
        Assert.Equal("199.x", Field(page, "capacitor", "price").GetAttribute("value"));
    }

    [Fact]
    public async Task Taking_all_of_theirs_shows_theirs()
    {
        var cast = await data.GatherAsync();
        var number = await DraftAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, number);
        await SaveAsync(cast, number, Cast.AcRepair(22_900));

        await page.InvokeAsync(() => Field(page, "capacitor", "price").Input("199.00"));
        page.WaitForElement(".differences", Soon);
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent == "Take all of theirs").Click());

        page.WaitForAssertion(() => Assert.Equal("229.00", Field(page, "capacitor", "price").GetAttribute("value")), Soon);
        Assert.Empty(page.FindAll(".differences"));
        Assert.Equal(("22900", "14500"), await PricesAsync(cast, number));
    }

    [Fact]
    public async Task Whoever_is_editing_is_seen_by_the_other_and_what_they_save_comes_in()
    {
        var cast = await data.GatherAsync();
        var number = await DraftAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, number);
        var editors = office.Services.GetRequiredService<EstimateEditors>();
        Assert.Equal("", page.Find(".editing").TextContent);

        var view = (await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Owen, number, default))!; // Made above.
        var owen = editors.Sit(cast.Owen, view.Id);
        page.WaitForAssertion(() => Assert.Equal("Owen is editing", page.Find(".editing").TextContent), Soon);
        await SaveAsync(cast, number, Cast.AcRepair(22_900));
        owen.Saved();
        page.WaitForAssertion(() => Assert.Equal("229.00", Field(page, "capacitor", "price").GetAttribute("value")), Soon);
        Assert.Equal("Owen Hart changed this just now", page.Find(".saved").TextContent);
        owen.Dispose();
        page.WaitForAssertion(() => Assert.Equal("", page.Find(".editing").TextContent), Soon);

        await office.DisposeComponentsAsync();
        Assert.Empty(editors.Of(cast.Summit.Id, view.Id, except: null));
    }

    [Fact]
    public async Task A_price_that_is_taken_is_copied_and_stays_when_the_book_changes()
    {
        var cast = await data.GatherAsync();
        var entry = new PriceEntry("Contactor 40 A", "", "pc", new Money(7_450, new Currency("USD")), IsTaxed: true, "");
        var item = await new AddPriceItem(data.Workspaces).RunAsync(cast.Owen, entry, Key(), default);
        var number = await DraftAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, number);

        await page.InvokeAsync(() => Field(page, "labour", "description").Input("contac"));
        page.WaitForAssertion(() => Assert.Contains("Contactor 40 A", page.Find("[role=option]").TextContent, StringComparison.Ordinal), Soon);
        Assert.Equal("true", Field(page, "labour", "description").GetAttribute("aria-expanded"));
        await page.InvokeAsync(() => page.Find("[role=option]").Click());

        page.WaitForAssertion(() => Assert.Equal("74.50", Field(page, "labour", "price").GetAttribute("value")), Soon);
        Assert.Equal(
            ("Contactor 40 A", "pc", "1.5"),
            (
                Field(page, "labour", "description").GetAttribute("value"),
                Field(page, "labour", "unit").GetAttribute("value"),
                Field(page, "labour", "quantity").GetAttribute("value")
            )
        );
        Assert.Empty(page.FindAll("[role=listbox]"));
        await new ChangePriceItem(data.Workspaces).RunAsync(
            cast.Owen,
            item,
            2,
            entry with
            {
                Price = new Money(9_900, new Currency("USD")),
            },
            Key(),
            default
        );
        await page.InvokeAsync(page.FindComponent<EstimateEditor>().Instance.CloseAsync);
        Assert.Equal("7450", (await PricesAsync(cast, number)).Labour);
    }

    private static IRenderedComponent<EstimatePage> Open(BunitContext office, string number)
    {
        var page = office.Render<EstimatePage>(p => p.Add(e => e.Number, number));
        page.WaitForElement(".editor-lines", Soon);
        return page;
    }

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<EstimatePage> page, string line, string cell) =>
        page.Find($"#line-{line}-{cell}");

    private async Task<string> DraftAsync(Cast cast)
    {
        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, Key(), default);
        await SaveAsync(cast, number, Cast.AcRepair());
        return number;
    }

    private async Task SaveAsync(Cast cast, string number, EstimateContent content)
    {
        var view = await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Owen, number, default);
        await new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Owen, number, view!.Revision, content, Key(), default); // Made by DraftAsync.
    }

    private async Task<(string Capacitor, string Labour)> PricesAsync(Cast cast, string number)
    {
        var lines = (await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Owen, number, default))!.Draft!.Lines; // A draft.
        return (Price("capacitor"), Price("labour"));

        string Price(string key) => FormattableString.Invariant($"{lines.Single(l => l.Key == key).UnitPrice}");
    }

    private static RequestKey Key() => RequestKey.New("test");
}
