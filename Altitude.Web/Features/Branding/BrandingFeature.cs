using System.Text;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Email;
using Altitude.Web.Export;
using Altitude.Web.Features.Branding.Emails;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Altitude.Web.Features.Branding;

/// <summary>Registers how companies look: the portal's tokens, and the settings in which a brand is chosen and seen before it is kept.</summary>
public static class BrandingFeature
{
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string ForAMinute = "public, max-age=60";

    public static IServiceCollection AddBranding(this IServiceCollection services)
    {
        services.AddSingleton<ChangeBrandKit>();
        services.AddSingleton<AddBrandPicture>();
        services.AddSingleton<BrandPictureQuery>();
        services.AddSingleton<CompanyLooksQuery>();
        services.AddSingleton<IExportedDocuments, BrandPicturesExport>();
        return services;
    }

    public static void MapBranding(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/{Workspace}/brand.css", BrandSheet);
        routes.MapGet("/portal/{Workspace}/pictures/{Id:guid}.png", PictureAsync);
        routes.MapGet("/portal/{Workspace}/icon.png", IconAsync);
        routes.MapGet("/portal/{Workspace}/home-icon.png", HomeIconAsync);
        var previews = routes.MapGroup(BrandChoice.Previews).RequireAuthorization(Policies.Staff);
        previews.MapGet("/portal", PortalPreviewAsync);
        previews.MapGet("/brand.css", PreviewSheetAsync);
        previews.MapGet("/mail", MailPreviewAsync);
    }

    /// <summary>The company's colours as tokens. The version is in the address, so it may be kept for ever.</summary>
    private static ContentHttpResult BrandSheet(HttpContext context)
    {
        var brand = PortalContext.Of(context)!.Workspace.Brand; // The middleware answers 404 where there is none.
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v") ? ForEver : ForAMinute;
        return TypedResults.Text(BrandTokens.Css(brand), "text/css", Encoding.UTF8);
    }

    /// <summary>A logo, for pages, and for mails in whatever reads them. What its address names never changes.</summary>
    private static async Task<Results<FileContentHttpResult, NotFound>> PictureAsync(HttpContext context, Guid id, BrandPictureQuery pictures)
    {
        var company = PortalContext.Of(context)!.Workspace; // The middleware answers 404 where there is none.
        if (await pictures.FindAsync(company.Id, new Id<BrandPicture>(id), context.RequestAborted) is not { } png)
        {
            return TypedResults.NotFound();
        }

        SecurityHeaders.AllowShowingElsewhere(context);
        context.Response.Headers.CacheControl = ForEver;
        return TypedResults.Bytes(png, "image/png");
    }

    private static Task<FileContentHttpResult> IconAsync(HttpContext context, BrandPictureQuery pictures) =>
        DrawIconAsync(context, pictures, isWhole: false);

    private static Task<FileContentHttpResult> HomeIconAsync(HttpContext context, BrandPictureQuery pictures) =>
        DrawIconAsync(context, pictures, isWhole: true);

    private static async Task<FileContentHttpResult> DrawIconAsync(HttpContext context, BrandPictureQuery pictures, bool isWhole)
    {
        var company = PortalContext.Of(context)!.Workspace; // The middleware answers 404 where there is none.
        var chosen = company.Brand.Images.Icon is { } icon ? await pictures.FindAsync(company.Id, icon.Id, context.RequestAborted) : null;
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v") ? ForEver : ForAMinute;
        return TypedResults.Bytes(BrandIcon.Draw(StaffMember.InitialsOf(company.Name), company.Brand.Primary, chosen, isWhole), "image/png");
    }

    /// <summary>A page of the portal in the colours of the address, in a frame of the settings alone.</summary>
    private static async Task<RazorComponentResult<PortalPreview>> PortalPreviewAsync(HttpContext context, CompanyLooksQuery looks)
    {
        SecurityHeaders.AllowFrames(context, [SecurityHeaders.Own]);
        return new RazorComponentResult<PortalPreview>(
            new Dictionary<string, object?>
            {
                [nameof(PortalPreview.Company)] = await ChosenAsync(context, looks),
                [nameof(PortalPreview.ShownIn)] = context.Request.Query["in"].ToString(),
            }
        );
    }

    private static async Task<ContentHttpResult> PreviewSheetAsync(HttpContext context, CompanyLooksQuery looks) =>
        TypedResults.Text(BrandTokens.Css((await ChosenAsync(context, looks)).Brand), "text/css", Encoding.UTF8);

    /// <summary>A mail as it would be sent.</summary>
    private static async Task<ContentHttpResult> MailPreviewAsync(
        HttpContext context,
        CompanyLooksQuery looks,
        LetterWriter writer,
        PublicAddress site
    )
    {
        SecurityHeaders.AllowFrames(context, [SecurityHeaders.Own]);
        var letter = new BrandSampleLetter(Letterhead.Of(await ChosenAsync(context, looks), site, default) with { IsPreview = true });
        return TypedResults.Text(await writer.HtmlAsync(letter), "text/html", Encoding.UTF8);
    }

    private static Task<WorkspaceView> ChosenAsync(HttpContext context, CompanyLooksQuery looks) =>
        looks.RunAsync(
            AltitudeClaims.StaffOf(context.User) ?? throw new InvalidOperationException("A preview was asked for by nobody of the company."), // Its policy.
            BrandChoice.Of(context.Request.Query),
            context.RequestAborted
        );
}
