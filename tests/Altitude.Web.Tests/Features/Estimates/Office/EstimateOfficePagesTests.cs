using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Estimates.Office;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Estimates.Office;

public sealed class EstimateOfficePagesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Soon = EstimateOffice.Soon;

    [Fact]
    public async Task The_price_book_hears_of_a_new_entry_and_is_changed_by_owner_and_admin_alone()
    {
        var cast = await data.GatherAsync();
        await using var office = EstimateOffice.For(cast.Dana, data);
        var page = office.Render<PriceBookPage>();
        page.WaitForAssertion(() => Assert.Contains("An owner or admin fills it", page.Markup, StringComparison.Ordinal), Soon);

        await new AddPriceItem(office.Services.GetRequiredService<WorkspaceDbFactory>()).RunAsync(
            cast.Owen,
            new PriceEntry("Labour", "", "h", new Money(14_500, new Currency("USD")), IsTaxed: false, "Work"),
            Key(),
            default
        );

        page.WaitForAssertion(() => Assert.StartsWith("$145.00", page.Find("tbody td.num").TextContent, StringComparison.Ordinal), Soon);
        Assert.Empty(page.FindAll("tbody button"));
        await using var owners = EstimateOffice.For(cast.Owen, data);
        var own = owners.Render<PriceBookPage>();
        own.WaitForElement("tbody button", Soon);
        await own.InvokeAsync(() => own.FindAll("tbody button").Single(b => b.TextContent.StartsWith("Retire", StringComparison.Ordinal)).Click());
        own.WaitForAssertion(() => Assert.Contains("Labour is no longer offered", own.Markup, StringComparison.Ordinal), Soon);
        await own.InvokeAsync(() => own.FindAll("button").Single(b => b.TextContent == "Undo").Click());
        own.WaitForAssertion(() => Assert.Single(own.FindAll("tbody tr")), Soon);
    }

    [Fact]
    public async Task An_entry_that_is_refused_keeps_what_was_typed()
    {
        var cast = await data.GatherAsync();
        await using var office = EstimateOffice.For(cast.Owen, data);
        var company = (await new PriceBookQuery(data.Workspaces).RunAsync(cast.Owen, "", null, false, 1, default)).Company;
        var dialog = office.Render<PriceItemDialog>(p =>
            p.Add(d => d.Entry, new PriceForm()).Add(d => d.Company, company).Add(d => d.Categories, [])
        );

        dialog.Find("#price-name").Change("Labour");
        dialog.Find("#price-amount").Change("a lot");
        await dialog.InvokeAsync(() => dialog.Find("form").Submit());

        dialog.WaitForAssertion(() => Assert.Equal("true", dialog.Find("#price-amount").GetAttribute("aria-invalid")), Soon);
        Assert.Equal(("Labour", "a lot"), (dialog.Find("#price-name").GetAttribute("value"), dialog.Find("#price-amount").GetAttribute("value")));
        Assert.Contains("such as 129.00", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_was_deleted_is_brought_back_by_undo()
    {
        var cast = await data.GatherAsync();
        await new KeepTemplate(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, "Summer repair", Key(), default);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = office.Render<TemplatesPage>();
        page.WaitForAssertion(() => Assert.Equal("Summer repair", page.Find("tbody th").TextContent), Soon);

        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.StartsWith("Delete", StringComparison.Ordinal)).Click());
        page.WaitForAssertion(() => Assert.Contains("Removed Summer repair", page.Markup, StringComparison.Ordinal), Soon);
        Assert.Empty(page.FindAll("tbody"));
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent == "Undo").Click());

        page.WaitForAssertion(() => Assert.Equal("Summer repair", page.Find("tbody th").TextContent), Soon);
    }

    [Fact]
    public async Task An_approval_is_recorded_and_the_page_of_the_estimate_follows()
    {
        var cast = await data.GatherAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = office.Render<RecordApprovalPage>(p => p.Add(a => a.Number, cast.Summit.EstimateNumber));
        page.WaitForElement("form", Soon);
        Assert.Contains("$812.26", page.Find("button[type=submit]").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("#approved-by").GetAttribute("aria-invalid")), Soon);
        await page.InvokeAsync(() => page.Find("input[type=checkbox]").Change(true));
        Assert.Contains("$1,083.20", page.Find("button[type=submit]").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#approved-by").Input("Maria Delgado"));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(
            () =>
                Assert.EndsWith(
                    $"/office/estimates/{cast.Summit.EstimateNumber}",
                    office.Services.GetRequiredService<NavigationManager>().Uri,
                    StringComparison.Ordinal
                ),
            Soon
        );
        var view = await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, default);
        Assert.Equal((ConsentKind.Phone, 108_320L), (view!.Consent!.Kind, view.Consent.Total.MinorUnits));
    }

    [Fact]
    public async Task What_the_customer_answers_meanwhile_stops_the_record_and_keeps_what_was_typed()
    {
        var cast = await data.GatherAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = office.Render<RecordApprovalPage>(p => p.Add(a => a.Number, cast.Summit.EstimateNumber));
        page.WaitForElement("form", Soon);
        await page.InvokeAsync(() => page.Find("#approval-note").Input("Signed sheet in the van"));

        await new WithdrawEstimate(office.Services.GetRequiredService<WorkspaceDbFactory>()).RunAsync(
            cast.Owen,
            cast.Summit.EstimateNumber,
            "",
            Key(),
            default
        );

        page.WaitForAssertion(() => Assert.True(page.Find("button[type=submit]").HasAttribute("disabled")), Soon);
        Assert.Contains("was withdrawn by Owen Hart meanwhile", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Signed sheet in the van", page.Find("#approval-note").GetAttribute("value"));
    }

    [Fact]
    public async Task Every_version_is_read_as_it_was_sent_beside_what_it_changed()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;
        var seen = (await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Owen, number, default))!.Revision; // The cast's own.
        var saved = await new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Owen, number, seen, Cast.AcRepair(22_900), Key(), default);
        await new SendEstimate(data.Workspaces).RunAsync(cast.Owen, number, saved.Revision, Key(), default);
        await using var office = EstimateOffice.For(cast.Priya, data);

        var second = office.Render<EstimateVersionPage>(p => p.Add(v => v.Number, number).Add(v => v.Version, 2));
        second.WaitForElement("[aria-labelledby=changes] table", Soon);
        Assert.Equal("Sent", second.Find(".page-head .chip").TextContent);
        Assert.Equal("+$43.52", second.Find("[aria-labelledby=changes] .money").TextContent);
        Assert.Equal(
            ["Capacitor 45/5 uF", "Capacitor 45/5 uF: 1 at $189.00, taxed", "Capacitor 45/5 uF: 1 at $229.00, taxed"],
            second.FindAll("[aria-labelledby=changes] tbody tr > *").Select(c => c.TextContent)
        );
        var first = office.Render<EstimateVersionPage>(p => p.Add(v => v.Number, number).Add(v => v.Version, 1));
        first.WaitForAssertion(() => Assert.Equal("Superseded", first.Find(".page-head .chip").TextContent), Soon);
        Assert.Equal("$812.26", first.Find(".totals .grand dd").TextContent);
        var none = office.Render<EstimateVersionPage>(p => p.Add(v => v.Number, number).Add(v => v.Version, 3));
        none.WaitForAssertion(() => Assert.Contains("There is no version 3", none.Markup, StringComparison.Ordinal), Soon);
    }

    private static RequestKey Key() => RequestKey.New("test");
}
