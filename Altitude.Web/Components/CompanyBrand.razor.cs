using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Whose page this is, at the left of the bar; the way home.</summary>
public sealed partial class CompanyBrand
{
    /// <summary>Null: no company's page but ALTITUDE's own.</summary>
    [Parameter, EditorRequired]
    public WorkspaceView? Company { get; set; }

    /// <summary>"light" or "dark", as the page is for certain; null: the device decides.</summary>
    [Parameter]
    public string? Scheme { get; set; }

    private bool HasBoth => Company?.Brand.Images is { Logo: not null, DarkLogo: not null };

    /// <summary>What every browser can show; one that prefers dark takes the other where there are two.</summary>
    private BrandImage? Logo => Scheme == ChosenScheme.Dark && HasBoth ? Company?.Brand.Images.DarkLogo : Company?.Brand.Images.Logo;

    private string AddressOf(BrandImage image) => BrandPictureAddress.Of(Company!, image); // Asked of a company's pictures.

    private static (int Width, int Height) SizeOf(BrandImage image) => BrandPictureAddress.Fit(image, 200, 40);

    private string Initials => StaffMember.InitialsOf(Company?.Name ?? "");
}
