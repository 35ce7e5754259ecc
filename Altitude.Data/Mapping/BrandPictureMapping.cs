using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class BrandPictureMapping : ITenantMapping<BrandPicture>
{
    public void Configure(EntityTypeBuilder<BrandPicture> picture)
    {
        picture.ToTable(
            "brand_pictures",
            Schemas.Tenant,
            table => table.HasCheckConstraint("ck_brand_pictures_bounded", $"octet_length(png) between 1 and {BrandPicture.MostBytes}")
        );
        picture.HasKey(p => new { p.WorkspaceId, p.Id });
        picture.Property(p => p.Id).ValueGeneratedNever();
        picture.HasOne<Workspace>().WithMany().HasForeignKey(p => p.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        picture
            .HasIndex(p => new { p.WorkspaceId, p.AddedAt }, "ix_brand_pictures_tried_on")
            .HasDatabaseName("ix_brand_pictures_tried_on")
            .HasFilter("shown_at is null"); // Those that were never saved are forgotten, the oldest first.
    }
}
