using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Web.Export;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Altitude.Web.Files;

/// <summary>Registers what features share about files: taking them in, keeping and removing them, handing them out.</summary>
public static class FilesFeature
{
    /// <summary>Nothing of a file runs or asks for anything, should a browser ever take it for a page.</summary>
    private const string Sealed = "default-src 'none'; sandbox; frame-ancestors 'none'";

    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<AddFile>();
        services.AddSingleton<RemoveFile>();
        services.AddSingleton<RestoreFile>();
        services.AddSingleton<FileQuery>();
        services.AddSingleton<IExportedDocuments, FilesExport>();
        return services;
    }

    public static void MapFiles(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/files/{Id:guid}", [HttpMethods.Get, HttpMethods.Head], AnswerAsync);

    /// <summary>The same answer for what is another's, for what does not exist, and for whoever is not signed in.</summary>
    private static async Task<Results<FileContentHttpResult, NotFound>> AnswerAsync(
        HttpContext context,
        Guid id,
        FileQuery files,
        PortalDoor door,
        PlatformDb platform
    )
    {
        var small = context.Request.Query["size"] == "small";
        if ((await ForStaffAsync(context, id, small, files) ?? await ForContactAsync(context, id, small, files, door, platform)) is not { } file)
        {
            return TypedResults.NotFound();
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Sealed;
        headers.CacheControl = "no-store";
        headers.ContentDisposition = Disposition(file);
        return TypedResults.Bytes(file.Bytes, file.MediaType);
    }

    private static async Task<ServedFile?> ForStaffAsync(HttpContext context, Guid id, bool small, FileQuery files)
    {
        if (AltitudeClaims.StaffOf(context.User) is not { } staff)
        {
            return null;
        }

        try
        {
            return await files.FindAsync(staff, id, small, context.RequestAborted);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return null;
        }
    }

    /// <summary>The file's workspace picks the session that must allow it, whichever other portals this browser is signed in to.</summary>
    private static async Task<ServedFile?> ForContactAsync(
        HttpContext context,
        Guid id,
        bool small,
        FileQuery files,
        PortalDoor door,
        PlatformDb platform
    )
    {
        if (AltitudeClaims.BrowserOf(context.User) is not { } browser)
        {
            return null;
        }

        var (file, aborted) = (new Id<StoredFile>(id), context.RequestAborted);
        var slug = await (
            from l in platform.FileLookups.AsNoTracking()
            where l.FileId == file
            join w in platform.Workspaces on l.WorkspaceId equals w.Id
            where w.ClosedAt == null
            select w.Slug
        ).SingleOrDefaultAsync(aborted);
        if (slug is null || await door.FindAsync(slug, browser, aborted) is not { Reader: { } reader })
        {
            return null;
        }

        try
        {
            return await files.FindAsync(reader, id, small, aborted);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return null;
        }
    }

    private static string Disposition(ServedFile file)
    {
        var disposition = new ContentDispositionHeaderValue(file.IsShown ? "inline" : "attachment");
        if (file.Name.All(char.IsAscii))
        {
            disposition.FileName = file.Name;
        }
        else
        {
            disposition.SetHttpFileName(file.Name);
        }

        return disposition.ToString();
    }
}
