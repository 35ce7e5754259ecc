using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Branding.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Tests.Files;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace Altitude.Web.Tests.Features.Branding;

/// <summary>The page on which a company chooses how it looks.</summary>
public sealed class BrandPageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_being_chosen_stays_when_a_colleague_saves_and_a_save_can_be_undone()
    {
        var cast = await app.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = context.Render<BrandPage>();
        page.WaitForAssertion(() => page.Find("#primary"), Patience);
        await page.Find("#primary").InputAsync(new ChangeEventArgs { Value = "#7A1F3D" });

        await app.Service<ChangeBrandKit>()
            .RunAsync(cast.Ada, new BrandChoice("#0B5FA5", "#F2B705", "Device") { Font = "Serif" }, RequestKey.New("test"), default);
        page.WaitForAssertion(
            () => Assert.Contains("A colleague changed the letters meanwhile", page.Find(".saved").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal("#7A1F3D", page.Find("#primary").GetAttribute("value"));
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent), Patience);
        Assert.Equal(("#7a1f3d", BrandFont.Clear), await KeptAsync(cast));

        await page.FindAll("button").Single(b => b.TextContent == "Undo").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("As it was before", page.Find(".saved").TextContent), Patience);
        Assert.Equal(("#0b5fa5", BrandFont.Serif), await KeptAsync(cast));
        Assert.Equal("#0b5fa5", page.Find("#primary").GetAttribute("value"));
    }

    [Fact]
    public async Task A_logo_is_cut_and_tried_on_before_it_is_saved_and_what_is_none_is_refused_beside_its_field()
    {
        var cast = await app.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = context.Render<BrandPage>();
        page.WaitForAssertion(() => page.Find("#picture-Logo"), Patience);

        Send(page, InputFileContent.CreateFromBinary(Samples.Page, "logo.png", contentType: "image/png"));
        page.WaitForAssertion(
            () => Assert.Contains("could not be read", page.Find(".picture-field [role=alert]").TextContent, StringComparison.Ordinal),
            Patience
        );
        Send(page, InputFileContent.CreateFromBinary(Samples.Picture(400, 100, SKEncodedImageFormat.Png), "logo.png", contentType: "image/png"));
        page.WaitForAssertion(() => Assert.Equal("0 0 400 100", page.Find(".crop-results svg").GetAttribute("viewBox")), Patience);
        await page.FindAll(".crop-sides input")[0].InputAsync(new ChangeEventArgs { Value = "50" });
        await page.FindAll(".crop-sides input")[1].InputAsync(new ChangeEventArgs { Value = "90" }); // More than is left.
        Assert.Equal("200 0 20 100", page.Find(".crop-results svg").GetAttribute("viewBox"));
        await page.FindAll(".crop-sides input")[1].InputAsync(new ChangeEventArgs { Value = "0" });
        await page.FindAll("button").Single(b => b.TextContent == "Use this part").ClickAsync(new());

        page.WaitForAssertion(() => page.Find(".plate img[width='96'][height='48']"), Patience); // 200 by 100 stayed.
        Assert.DoesNotContain("&logo=&", page.Find("iframe").GetAttribute("src"), StringComparison.Ordinal);
        Assert.Null((await app.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default))).Brand.Images.Logo);
        await page.FindAll("button").Single(b => b.GetAttribute("aria-label") == "Remove: Logo").ClickAsync(new());
        Assert.Contains("&logo=&", page.Find("iframe").GetAttribute("src"), StringComparison.Ordinal);
    }

    private static void Send(IRenderedComponent<BrandPage> page, InputFileContent file) => page.FindComponents<InputFile>()[0].UploadFiles(file);

    private async Task<(string Primary, BrandFont Font)> KeptAsync(Cast cast)
    {
        var brand = (await app.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default))).Brand;
        return (brand.Primary.ToString(), brand.Font);
    }

    private BunitContext Context(Staff staff)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddSingleton(app.Service<LiveFeed>());
        context.Services.AddSingleton(app.Service<WorkspaceDbFactory>());
        context.Services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        context.Services.AddScoped<CurrentStaff>();
        context.Services.AddSingleton(app.Service<ChangeBrandKit>());
        context.Services.AddSingleton(app.Service<AddBrandPicture>());
        context.Services.AddSingleton(app.Service<BrandPictureQuery>());
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
