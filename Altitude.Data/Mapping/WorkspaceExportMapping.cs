using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class WorkspaceExportMapping : ITenantMapping<WorkspaceExport>
{
    public void Configure(EntityTypeBuilder<WorkspaceExport> export)
    {
        export.ToTable("workspace_exports", Schemas.Tenant);
        export.HasKey(e => new { e.WorkspaceId, e.Id });
        export.Property(e => e.Id).ValueGeneratedNever();
        export.Property(e => e.Revision).IsConcurrencyToken();
        export.Property(e => e.AskedByName).HasMaxLength(200);
        export.Property(e => e.Sha256).HasMaxLength(64);
        export.HasOne<StaffMember>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.AskedBy }).OnDelete(DeleteBehavior.Restrict);
        export.HasIndex(e => new { e.WorkspaceId, e.AskedAt }); // The latest; how many a day.
        export.HasIndex(e => new { e.WorkspaceId, e.AskedBy }); // The key that points at the person.
    }
}

internal sealed class WorkspaceExportPartMapping : ITenantMapping<WorkspaceExportPart>
{
    public void Configure(EntityTypeBuilder<WorkspaceExportPart> part)
    {
        part.ToTable(
            "workspace_export_parts",
            Schemas.Tenant,
            table => table.HasCheckConstraint("ck_workspace_export_parts_bounded", $"octet_length(bytes) between 1 and {WorkspaceExportPart.Length}")
        );
        part.HasKey(p => new
        {
            p.WorkspaceId,
            p.ExportId,
            p.Number,
        }); // One after another, as they are handed out.
        part.HasOne<WorkspaceExport>().WithMany().HasForeignKey(p => new { p.WorkspaceId, p.ExportId }).OnDelete(DeleteBehavior.Restrict);
    }
}
