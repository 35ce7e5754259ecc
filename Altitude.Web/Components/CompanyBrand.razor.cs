using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Whose page this is, at the left of the bar; the way home.</summary>
public sealed partial class CompanyBrand
{
    /// <summary>Null: no company's page but ALTITUDE's own.</summary>
    [Parameter, EditorRequired]
    public WorkspaceView? Company { get; set; }

    private string Initials => StaffMember.InitialsOf(Company?.Name ?? "");
}
