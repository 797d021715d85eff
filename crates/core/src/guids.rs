//! The documented GUIDs: attribute keys, major types, subtypes, services and time formats.
//!
//! A table of facts from Microsoft's published API metadata, under their documented names. [`name`] looks one up
//! in the other direction.

#![expect(
    non_upper_case_globals,
    reason = "the documented names are kept letter for letter"
)]

use crate::Guid;

/// `MFAudioFormat_AAC`.
pub const MFAudioFormat_AAC: Guid = Guid::from_u128(0x00001610_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_AAC_HDCP`.
pub const MFAudioFormat_AAC_HDCP: Guid = Guid::from_u128(0x419bce76_8b72_400f_adeb_84b57d63484d);
/// `MFAudioFormat_ADTS`.
pub const MFAudioFormat_ADTS: Guid = Guid::from_u128(0x00001600_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_ADTS_HDCP`.
pub const MFAudioFormat_ADTS_HDCP: Guid = Guid::from_u128(0xda4963a3_14d8_4dcf_92b7_193eb84363db);
/// `MFAudioFormat_ALAC`.
pub const MFAudioFormat_ALAC: Guid = Guid::from_u128(0x00006c61_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_AMR_NB`.
pub const MFAudioFormat_AMR_NB: Guid = Guid::from_u128(0x00007361_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_AMR_WB`.
pub const MFAudioFormat_AMR_WB: Guid = Guid::from_u128(0x00007362_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_AMR_WP`.
pub const MFAudioFormat_AMR_WP: Guid = Guid::from_u128(0x00007363_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Base`.
pub const MFAudioFormat_Base: Guid = Guid::from_u128(0x00000000_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Base_HDCP`.
pub const MFAudioFormat_Base_HDCP: Guid = Guid::from_u128(0x3884b5bc_e277_43fd_983d_038aa8d9b605);
/// `MFAudioFormat_DRM`.
pub const MFAudioFormat_DRM: Guid = Guid::from_u128(0x00000009_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_DTS`.
pub const MFAudioFormat_DTS: Guid = Guid::from_u128(0x00000008_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_DTS_HD`.
pub const MFAudioFormat_DTS_HD: Guid = Guid::from_u128(0xa2e58eb7_0fa9_48bb_a40c_fa0e156d0645);
/// `MFAudioFormat_DTS_LBR`.
pub const MFAudioFormat_DTS_LBR: Guid = Guid::from_u128(0xc2fe6f0a_4e3c_4df1_9b60_50863091e4b9);
/// `MFAudioFormat_DTS_RAW`.
pub const MFAudioFormat_DTS_RAW: Guid = Guid::from_u128(0xe06d8033_db46_11cf_b4d1_00805f6cbbea);
/// `MFAudioFormat_DTS_UHD`.
pub const MFAudioFormat_DTS_UHD: Guid = Guid::from_u128(0x87020117_ace3_42de_b73e_c656706263f8);
/// `MFAudioFormat_DTS_UHDY`.
pub const MFAudioFormat_DTS_UHDY: Guid = Guid::from_u128(0x9b9cca00_91b9_4ccc_883a_8f787ac3cc86);
/// `MFAudioFormat_DTS_XLL`.
pub const MFAudioFormat_DTS_XLL: Guid = Guid::from_u128(0x45b37c1b_8c70_4e59_a7be_a1e42c81c80d);
/// `MFAudioFormat_Dolby_AC3`.
pub const MFAudioFormat_Dolby_AC3: Guid = Guid::from_u128(0xe06d802c_db46_11cf_b4d1_00805f6cbbea);
/// `MFAudioFormat_Dolby_AC3_HDCP`.
pub const MFAudioFormat_Dolby_AC3_HDCP: Guid = Guid::from_u128(0x97663a80_8ffb_4445_a6ba_792d908f497f);
/// `MFAudioFormat_Dolby_AC3_SPDIF`.
pub const MFAudioFormat_Dolby_AC3_SPDIF: Guid = Guid::from_u128(0x00000092_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Dolby_AC4`.
pub const MFAudioFormat_Dolby_AC4: Guid = Guid::from_u128(0x0000ac40_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Dolby_AC4_V1`.
pub const MFAudioFormat_Dolby_AC4_V1: Guid = Guid::from_u128(0x36b7927c_3d87_4a2a_9196_a21ad9e935e6);
/// `MFAudioFormat_Dolby_AC4_V1_ES`.
pub const MFAudioFormat_Dolby_AC4_V1_ES: Guid = Guid::from_u128(0x9d8dccc6_d156_4fb8_979c_a85be7d21dfa);
/// `MFAudioFormat_Dolby_AC4_V2`.
pub const MFAudioFormat_Dolby_AC4_V2: Guid = Guid::from_u128(0x7998b2a0_17dd_49b6_8dfa_9b278552a2ac);
/// `MFAudioFormat_Dolby_AC4_V2_ES`.
pub const MFAudioFormat_Dolby_AC4_V2_ES: Guid = Guid::from_u128(0x7e58c9f9_b070_45f4_8ccd_a99a0417c1ac);
/// `MFAudioFormat_Dolby_DDPlus`.
pub const MFAudioFormat_Dolby_DDPlus: Guid = Guid::from_u128(0xa7fb87af_2d02_42fb_a4d4_05cd93843bdd);
/// `MFAudioFormat_FLAC`.
pub const MFAudioFormat_FLAC: Guid = Guid::from_u128(0x0000f1ac_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Float`.
pub const MFAudioFormat_Float: Guid = Guid::from_u128(0x00000003_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Float_SpatialObjects`.
pub const MFAudioFormat_Float_SpatialObjects: Guid = Guid::from_u128(0xfa39cd94_bc64_4ab1_9b71_dcd09d5a7e7a);
/// `MFAudioFormat_LPCM`.
pub const MFAudioFormat_LPCM: Guid = Guid::from_u128(0xe06d8032_db46_11cf_b4d1_00805f6cbbea);
/// `MFAudioFormat_MP3`.
pub const MFAudioFormat_MP3: Guid = Guid::from_u128(0x00000055_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_MPEG`.
pub const MFAudioFormat_MPEG: Guid = Guid::from_u128(0x00000050_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_MSP1`.
pub const MFAudioFormat_MSP1: Guid = Guid::from_u128(0x0000000a_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_Opus`.
pub const MFAudioFormat_Opus: Guid = Guid::from_u128(0x0000704f_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_PCM`.
pub const MFAudioFormat_PCM: Guid = Guid::from_u128(0x00000001_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_PCM_HDCP`.
pub const MFAudioFormat_PCM_HDCP: Guid = Guid::from_u128(0xa5e7ff01_8411_4acc_a865_5f4941288d80);
/// `MFAudioFormat_Vorbis`.
pub const MFAudioFormat_Vorbis: Guid = Guid::from_u128(0x8d2fd10b_5841_4a6b_8905_588fec1aded9);
/// `MFAudioFormat_WMASPDIF`.
pub const MFAudioFormat_WMASPDIF: Guid = Guid::from_u128(0x00000164_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_WMAudioV8`.
pub const MFAudioFormat_WMAudioV8: Guid = Guid::from_u128(0x00000161_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_WMAudioV9`.
pub const MFAudioFormat_WMAudioV9: Guid = Guid::from_u128(0x00000162_0000_0010_8000_00aa00389b71);
/// `MFAudioFormat_WMAudio_Lossless`.
pub const MFAudioFormat_WMAudio_Lossless: Guid = Guid::from_u128(0x00000163_0000_0010_8000_00aa00389b71);
/// `MFImageFormat_JPEG`.
pub const MFImageFormat_JPEG: Guid = Guid::from_u128(0x19e4a5aa_5662_4fc5_a0c0_1758028e1057);
/// `MFImageFormat_RGB32`.
pub const MFImageFormat_RGB32: Guid = Guid::from_u128(0x00000016_0000_0010_8000_00aa00389b71);
/// `MFMediaType_Audio`.
pub const MFMediaType_Audio: Guid = Guid::from_u128(0x73647561_0000_0010_8000_00aa00389b71);
/// `MFMediaType_Binary`.
pub const MFMediaType_Binary: Guid = Guid::from_u128(0x72178c25_e45b_11d5_bc2a_00b0d0f3f4ab);
/// `MFMediaType_Default`.
pub const MFMediaType_Default: Guid = Guid::from_u128(0x81a412e6_8103_4b06_857f_1862781024ac);
/// `MFMediaType_FileTransfer`.
pub const MFMediaType_FileTransfer: Guid = Guid::from_u128(0x72178c26_e45b_11d5_bc2a_00b0d0f3f4ab);
/// `MFMediaType_HTML`.
pub const MFMediaType_HTML: Guid = Guid::from_u128(0x72178c24_e45b_11d5_bc2a_00b0d0f3f4ab);
/// `MFMediaType_Image`.
pub const MFMediaType_Image: Guid = Guid::from_u128(0x72178c23_e45b_11d5_bc2a_00b0d0f3f4ab);
/// `MFMediaType_Metadata`.
pub const MFMediaType_Metadata: Guid = Guid::from_u128(0x2c8fa20c_82bb_4782_90a0_98a2a5bd8ef8);
/// `MFMediaType_MultiplexedFrames`.
pub const MFMediaType_MultiplexedFrames: Guid = Guid::from_u128(0x6ea542b0_281f_4231_a464_fe2f5022501c);
/// `MFMediaType_Perception`.
pub const MFMediaType_Perception: Guid = Guid::from_u128(0x597ff6f9_6ea2_4670_85b4_ea84073fe940);
/// `MFMediaType_Protected`.
pub const MFMediaType_Protected: Guid = Guid::from_u128(0x7b4b6fe6_9d04_4494_be14_7e0bd076c8e4);
/// `MFMediaType_SAMI`.
pub const MFMediaType_SAMI: Guid = Guid::from_u128(0xe69669a0_3dcd_40cb_9e2e_3708387c0616);
/// `MFMediaType_Script`.
pub const MFMediaType_Script: Guid = Guid::from_u128(0x72178c22_e45b_11d5_bc2a_00b0d0f3f4ab);
/// `MFMediaType_Stream`.
pub const MFMediaType_Stream: Guid = Guid::from_u128(0xe436eb83_524f_11ce_9f53_0020af0ba770);
/// `MFMediaType_Subtitle`.
pub const MFMediaType_Subtitle: Guid = Guid::from_u128(0xa6d13581_ed50_4e65_ae08_26065576aacc);
/// `MFMediaType_Video`.
pub const MFMediaType_Video: Guid = Guid::from_u128(0x73646976_0000_0010_8000_00aa00389b71);
/// `MFSampleExtension_3DVideo`.
pub const MFSampleExtension_3DVideo: Guid = Guid::from_u128(0xf86f97a4_dd54_4e2e_9a5e_55fc2d74a005);
/// `MFSampleExtension_3DVideo_SampleFormat`.
pub const MFSampleExtension_3DVideo_SampleFormat: Guid =
    Guid::from_u128(0x08671772_e36f_4cff_97b3_d72e20987a48);
/// `MFSampleExtension_AccumulatedNonRefPicPercent`.
pub const MFSampleExtension_AccumulatedNonRefPicPercent: Guid =
    Guid::from_u128(0x79ea74df_a740_445b_bc98_c9ed1f260eee);
/// `MFSampleExtension_BottomFieldFirst`.
pub const MFSampleExtension_BottomFieldFirst: Guid = Guid::from_u128(0x941ce0a3_6ae3_4dda_9a08_a64298340617);
/// `MFSampleExtension_CameraExtrinsics`.
pub const MFSampleExtension_CameraExtrinsics: Guid = Guid::from_u128(0x6b761658_b7ec_4c3b_8225_8623cabec31d);
/// `MFSampleExtension_CaptureMetadata`.
pub const MFSampleExtension_CaptureMetadata: Guid = Guid::from_u128(0x2ebe23a8_faf5_444a_a6a2_eb810880ab5d);
/// `MFSampleExtension_ChromaOnly`.
pub const MFSampleExtension_ChromaOnly: Guid = Guid::from_u128(0x1eb9179c_a01f_4845_8c04_0e65a26eb04f);
/// `MFSampleExtension_CleanPoint`.
pub const MFSampleExtension_CleanPoint: Guid = Guid::from_u128(0x9cdf01d8_a0f0_43ba_b077_eaa06cbd728a);
/// `MFSampleExtension_ClosedCaption_CEA708`.
pub const MFSampleExtension_ClosedCaption_CEA708: Guid =
    Guid::from_u128(0x26f09068_e744_47dc_aa03_dbf20403bde6);
/// `MFSampleExtension_Content_KeyID`.
pub const MFSampleExtension_Content_KeyID: Guid = Guid::from_u128(0xc6c7f5b0_acca_415b_87d9_10441469efc6);
/// `MFSampleExtension_DecodeTimestamp`.
pub const MFSampleExtension_DecodeTimestamp: Guid = Guid::from_u128(0x73a954d4_09e2_4861_befc_94bd97c08e6e);
/// `MFSampleExtension_Depth_MaxReliableDepth`.
pub const MFSampleExtension_Depth_MaxReliableDepth: Guid =
    Guid::from_u128(0xe45545d1_1f0f_4a32_a8a7_6101a24ea8be);
/// `MFSampleExtension_Depth_MinReliableDepth`.
pub const MFSampleExtension_Depth_MinReliableDepth: Guid =
    Guid::from_u128(0x5f8582b2_e36b_47c8_9b87_fee1ca72c5b0);
/// `MFSampleExtension_DerivedFromTopField`.
pub const MFSampleExtension_DerivedFromTopField: Guid =
    Guid::from_u128(0x6852465a_ae1c_4553_8e9b_c3420fcb1637);
/// `MFSampleExtension_DescrambleData`.
pub const MFSampleExtension_DescrambleData: Guid = Guid::from_u128(0x43483be6_4903_4314_b032_2951365936fc);
/// `MFSampleExtension_DeviceReferenceSystemTime`.
pub const MFSampleExtension_DeviceReferenceSystemTime: Guid =
    Guid::from_u128(0x6523775a_ba2d_405f_b2c5_01ff88e2e8f6);
/// `MFSampleExtension_DeviceTimestamp`.
pub const MFSampleExtension_DeviceTimestamp: Guid = Guid::from_u128(0x8f3e35e7_2dcd_4887_8622_2a58baa652b0);
/// `MFSampleExtension_DirtyRects`.
pub const MFSampleExtension_DirtyRects: Guid = Guid::from_u128(0x9ba70225_b342_4e97_9126_0b566ab7ea7e);
/// `MFSampleExtension_Discontinuity`.
pub const MFSampleExtension_Discontinuity: Guid = Guid::from_u128(0x9cdf01d9_a0f0_43ba_b077_eaa06cbd728a);
/// `MFSampleExtension_Encryption_ClearSliceHeaderData`.
pub const MFSampleExtension_Encryption_ClearSliceHeaderData: Guid =
    Guid::from_u128(0x5509a4f4_320d_4e6c_8d1a_94c66dd20cb0);
/// `MFSampleExtension_Encryption_CryptByteBlock`.
pub const MFSampleExtension_Encryption_CryptByteBlock: Guid =
    Guid::from_u128(0x9d84289b_0c7f_4713_ab95_108ab42ad801);
/// `MFSampleExtension_Encryption_HardwareProtection`.
pub const MFSampleExtension_Encryption_HardwareProtection: Guid =
    Guid::from_u128(0x9a2b2d2b_8270_43e3_8448_994f426e8886);
/// `MFSampleExtension_Encryption_HardwareProtection_KeyInfo`.
pub const MFSampleExtension_Encryption_HardwareProtection_KeyInfo: Guid =
    Guid::from_u128(0xb2372080_455b_4dd7_9989_1a955784b754);
/// `MFSampleExtension_Encryption_HardwareProtection_KeyInfoID`.
pub const MFSampleExtension_Encryption_HardwareProtection_KeyInfoID: Guid =
    Guid::from_u128(0x8cbfcceb_94a5_4de1_8231_a85e47cf81e7);
/// `MFSampleExtension_Encryption_HardwareProtection_VideoDecryptorContext`.
pub const MFSampleExtension_Encryption_HardwareProtection_VideoDecryptorContext: Guid =
    Guid::from_u128(0x693470c8_e837_47a0_88cb_535b905e3582);
/// `MFSampleExtension_Encryption_KeyID`.
pub const MFSampleExtension_Encryption_KeyID: Guid = Guid::from_u128(0x76376591_795f_4da1_86ed_9d46eca109a9);
/// `MFSampleExtension_Encryption_NALUTypes`.
pub const MFSampleExtension_Encryption_NALUTypes: Guid =
    Guid::from_u128(0xb0f067c7_714c_416c_8d59_5f4ddf8913b6);
/// `MFSampleExtension_Encryption_Opaque_Data`.
pub const MFSampleExtension_Encryption_Opaque_Data: Guid =
    Guid::from_u128(0x224d77e5_1391_4ffb_9f41_b432f68c611d);
/// `MFSampleExtension_Encryption_ProtectionScheme`.
pub const MFSampleExtension_Encryption_ProtectionScheme: Guid =
    Guid::from_u128(0xd054d096_28bb_45da_87ec_74f351871406);
/// `MFSampleExtension_Encryption_ResumeVideoOutput`.
pub const MFSampleExtension_Encryption_ResumeVideoOutput: Guid =
    Guid::from_u128(0xa435aba5_afde_4cf5_bc1c_f6acaf13949d);
/// `MFSampleExtension_Encryption_SEIData`.
pub const MFSampleExtension_Encryption_SEIData: Guid =
    Guid::from_u128(0x3cf0e972_4542_4687_9999_585f565fba7d);
/// `MFSampleExtension_Encryption_SPSPPSData`.
pub const MFSampleExtension_Encryption_SPSPPSData: Guid =
    Guid::from_u128(0xaede0fa2_0e0c_453c_b7f3_de8693364d11);
/// `MFSampleExtension_Encryption_SampleID`.
pub const MFSampleExtension_Encryption_SampleID: Guid =
    Guid::from_u128(0x6698b84e_0afa_4330_aeb2_1c0a98d7a44d);
/// `MFSampleExtension_Encryption_SkipByteBlock`.
pub const MFSampleExtension_Encryption_SkipByteBlock: Guid =
    Guid::from_u128(0x0d550548_8317_4ab1_845f_d06306e293e3);
/// `MFSampleExtension_Encryption_SubSampleMappingSplit`.
pub const MFSampleExtension_Encryption_SubSampleMappingSplit: Guid =
    Guid::from_u128(0xfe0254b9_2aa5_4edc_99f7_17e89dbf9174);
/// `MFSampleExtension_Encryption_SubSample_Mapping`.
pub const MFSampleExtension_Encryption_SubSample_Mapping: Guid =
    Guid::from_u128(0x8444f27a_69a1_48da_bd08_11cef36830d2);
/// `MFSampleExtension_ExtendedCameraIntrinsics`.
pub const MFSampleExtension_ExtendedCameraIntrinsics: Guid =
    Guid::from_u128(0x560bc4a5_4de0_4113_9cdc_832db9740f3d);
/// `MFSampleExtension_FeatureMap`.
pub const MFSampleExtension_FeatureMap: Guid = Guid::from_u128(0xa032d165_46fc_400a_b449_49de53e62a6e);
/// `MFSampleExtension_ForwardedDecodeUnitType`.
pub const MFSampleExtension_ForwardedDecodeUnitType: Guid =
    Guid::from_u128(0x089e57c7_47d3_4a26_bf9c_4b64fafb5d1e);
/// `MFSampleExtension_ForwardedDecodeUnits`.
pub const MFSampleExtension_ForwardedDecodeUnits: Guid =
    Guid::from_u128(0x424c754c_97c8_48d6_8777_fc41f7b60879);
/// `MFSampleExtension_FrameCorruption`.
pub const MFSampleExtension_FrameCorruption: Guid = Guid::from_u128(0xb4dd4a8c_0beb_44c4_8b75_b02b913b04f0);
/// `MFSampleExtension_GenKeyCtx`.
pub const MFSampleExtension_GenKeyCtx: Guid = Guid::from_u128(0x188120cb_d7da_4b59_9b3e_9252fd37301c);
/// `MFSampleExtension_GenKeyFunc`.
pub const MFSampleExtension_GenKeyFunc: Guid = Guid::from_u128(0x441ca1ee_6b1f_4501_903a_de87df42f6ed);
/// `MFSampleExtension_HDCP_FrameCounter`.
pub const MFSampleExtension_HDCP_FrameCounter: Guid = Guid::from_u128(0x9d389c60_f507_4aa6_a40a_71027a02f3de);
/// `MFSampleExtension_HDCP_OptionalHeader`.
pub const MFSampleExtension_HDCP_OptionalHeader: Guid =
    Guid::from_u128(0x9a2e7390_121f_455f_8376_c97428e0b540);
/// `MFSampleExtension_HDCP_StreamID`.
pub const MFSampleExtension_HDCP_StreamID: Guid = Guid::from_u128(0x177e5d74_c370_4a7a_95a2_36833c01d0af);
/// `MFSampleExtension_Interlaced`.
pub const MFSampleExtension_Interlaced: Guid = Guid::from_u128(0xb1d5830a_deb8_40e3_90fa_389943716461);
/// `MFSampleExtension_LastSlice`.
pub const MFSampleExtension_LastSlice: Guid = Guid::from_u128(0x2b5d5457_5547_4f07_b8c8_b4a3a9a1daac);
/// `MFSampleExtension_LongTermReferenceFrameInfo`.
pub const MFSampleExtension_LongTermReferenceFrameInfo: Guid =
    Guid::from_u128(0x9154733f_e1bd_41bf_81d3_fcd918f71332);
/// `MFSampleExtension_MDLCacheCookie`.
pub const MFSampleExtension_MDLCacheCookie: Guid = Guid::from_u128(0x5f002af9_d8f9_41a3_b6c3_a2ad43f647ad);
/// `MFSampleExtension_MULTIPLEXED_MANAGER`.
pub const MFSampleExtension_MULTIPLEXED_MANAGER: Guid =
    Guid::from_u128(0x8dcdee79_6b5a_4c45_8db9_20b395f02fcf);
/// `MFSampleExtension_MaxDecodeFrameSize`.
pub const MFSampleExtension_MaxDecodeFrameSize: Guid =
    Guid::from_u128(0xd3cc654f_f9f3_4a13_889f_f04eb2b5b957);
/// `MFSampleExtension_MeanAbsoluteDifference`.
pub const MFSampleExtension_MeanAbsoluteDifference: Guid =
    Guid::from_u128(0x1cdbde11_08b4_4311_a6dd_0f9f371907aa);
/// `MFSampleExtension_MoveRegions`.
pub const MFSampleExtension_MoveRegions: Guid = Guid::from_u128(0xe2a6c693_3a8b_4b8d_95d0_f60281a12fb7);
/// `MFSampleExtension_NALULengthInfo`.
pub const MFSampleExtension_NALULengthInfo: Guid = Guid::from_u128(0x19124e7c_ad4b_465f_bb18_20186287b6af);
/// `MFSampleExtension_PacketCrossOffsets`.
pub const MFSampleExtension_PacketCrossOffsets: Guid =
    Guid::from_u128(0x2789671d_389f_40bb_90d9_c282f77f9abd);
/// `MFSampleExtension_PhotoThumbnail`.
pub const MFSampleExtension_PhotoThumbnail: Guid = Guid::from_u128(0x74bbc85c_c8bb_42dc_b586_da17ffd35dcc);
/// `MFSampleExtension_PhotoThumbnailMediaType`.
pub const MFSampleExtension_PhotoThumbnailMediaType: Guid =
    Guid::from_u128(0x61ad5420_ebf8_4143_89af_6bf25f672def);
/// `MFSampleExtension_PinholeCameraIntrinsics`.
pub const MFSampleExtension_PinholeCameraIntrinsics: Guid =
    Guid::from_u128(0x4ee3b6c5_6a15_4e72_9761_70c1db8b9fe3);
/// `MFSampleExtension_ROIRectangle`.
pub const MFSampleExtension_ROIRectangle: Guid = Guid::from_u128(0x3414a438_4998_4d2c_be82_be3ca0b24d43);
/// `MFSampleExtension_RepeatFirstField`.
pub const MFSampleExtension_RepeatFirstField: Guid = Guid::from_u128(0x304d257c_7493_4fbd_b149_9228de8d9a99);
/// `MFSampleExtension_RepeatFrame`.
pub const MFSampleExtension_RepeatFrame: Guid = Guid::from_u128(0x88be738f_0711_4f42_b458_344aed42ec2f);
/// `MFSampleExtension_SampleKeyID`.
pub const MFSampleExtension_SampleKeyID: Guid = Guid::from_u128(0x9ed713c8_9b87_4b26_8297_a93b0c5a8acc);
/// `MFSampleExtension_SingleField`.
pub const MFSampleExtension_SingleField: Guid = Guid::from_u128(0x9d85f816_658b_455a_bde0_9fa7e15ab8f9);
/// `MFSampleExtension_Spatial_CameraCoordinateSystem`.
pub const MFSampleExtension_Spatial_CameraCoordinateSystem: Guid =
    Guid::from_u128(0x9d13c82f_2199_4e67_91cd_d1a4181f2534);
/// `MFSampleExtension_Spatial_CameraProjectionTransform`.
pub const MFSampleExtension_Spatial_CameraProjectionTransform: Guid =
    Guid::from_u128(0x47f9fcb5_2a02_4f26_a477_792fdf95886a);
/// `MFSampleExtension_Spatial_CameraViewTransform`.
pub const MFSampleExtension_Spatial_CameraViewTransform: Guid =
    Guid::from_u128(0x4e251fa4_830f_4770_859a_4b8d99aa809b);
/// `MFSampleExtension_TargetGlobalLuminance`.
pub const MFSampleExtension_TargetGlobalLuminance: Guid =
    Guid::from_u128(0x3f60ef36_31ef_4daf_8360_940397e41ef3);
/// `MFSampleExtension_Timestamp`.
pub const MFSampleExtension_Timestamp: Guid = Guid::from_u128(0x1e436999_69be_4c7a_9369_70068c0260cb);
/// `MFSampleExtension_Token`.
pub const MFSampleExtension_Token: Guid = Guid::from_u128(0x8294da66_f328_4805_b551_00deb4c57a61);
/// `MFSampleExtension_VideoDSPMode`.
pub const MFSampleExtension_VideoDSPMode: Guid = Guid::from_u128(0xc12d55cb_d7d9_476d_81f3_69117f163ea0);
/// `MFSampleExtension_VideoEncodePictureType`.
pub const MFSampleExtension_VideoEncodePictureType: Guid =
    Guid::from_u128(0x973704e6_cd14_483c_8f20_c9fc0928bad5);
/// `MFSampleExtension_VideoEncodeQP`.
pub const MFSampleExtension_VideoEncodeQP: Guid = Guid::from_u128(0xb2efe478_f979_4c66_b95e_ee2b82c82f36);
/// `MFStreamFormat_MPEG2Program`.
pub const MFStreamFormat_MPEG2Program: Guid = Guid::from_u128(0x263067d1_d330_45dc_b669_34d986e4e3e1);
/// `MFStreamFormat_MPEG2Transport`.
pub const MFStreamFormat_MPEG2Transport: Guid = Guid::from_u128(0xe06d8023_db46_11cf_b4d1_00805f6cbbea);
/// `MFT_CATEGORY_AUDIO_DECODER`.
pub const MFT_CATEGORY_AUDIO_DECODER: Guid = Guid::from_u128(0x9ea73fb4_ef7a_4559_8d5d_719d8f0426c7);
/// `MFT_CATEGORY_AUDIO_EFFECT`.
pub const MFT_CATEGORY_AUDIO_EFFECT: Guid = Guid::from_u128(0x11064c48_3648_4ed0_932e_05ce8ac811b7);
/// `MFT_CATEGORY_AUDIO_ENCODER`.
pub const MFT_CATEGORY_AUDIO_ENCODER: Guid = Guid::from_u128(0x91c64bd0_f91e_4d8c_9276_db248279d975);
/// `MFT_CATEGORY_DEMULTIPLEXER`.
pub const MFT_CATEGORY_DEMULTIPLEXER: Guid = Guid::from_u128(0xa8700a7a_939b_44c5_99d7_76226b23b3f1);
/// `MFT_CATEGORY_ENCRYPTOR`.
pub const MFT_CATEGORY_ENCRYPTOR: Guid = Guid::from_u128(0xb0c687be_01cd_44b5_b8b2_7c1d7e058b1f);
/// `MFT_CATEGORY_MULTIPLEXER`.
pub const MFT_CATEGORY_MULTIPLEXER: Guid = Guid::from_u128(0x059c561e_05ae_4b61_b69d_55b61ee54a7b);
/// `MFT_CATEGORY_OTHER`.
pub const MFT_CATEGORY_OTHER: Guid = Guid::from_u128(0x90175d57_b7ea_4901_aeb3_933a8747756f);
/// `MFT_CATEGORY_VIDEO_DECODER`.
pub const MFT_CATEGORY_VIDEO_DECODER: Guid = Guid::from_u128(0xd6c02d4b_6833_45b4_971a_05a4b04bab91);
/// `MFT_CATEGORY_VIDEO_EFFECT`.
pub const MFT_CATEGORY_VIDEO_EFFECT: Guid = Guid::from_u128(0x12e17c21_532c_4a6e_8a1c_40825a736397);
/// `MFT_CATEGORY_VIDEO_ENCODER`.
pub const MFT_CATEGORY_VIDEO_ENCODER: Guid = Guid::from_u128(0xf79eac7d_e545_4387_bdee_d647d7bde42a);
/// `MFT_CATEGORY_VIDEO_PROCESSOR`.
pub const MFT_CATEGORY_VIDEO_PROCESSOR: Guid = Guid::from_u128(0x302ea3fc_aa5f_47f9_9f7a_c2188bb16302);
/// `MFT_CATEGORY_VIDEO_RENDERER_EFFECT`.
pub const MFT_CATEGORY_VIDEO_RENDERER_EFFECT: Guid = Guid::from_u128(0x145cd8b4_92f4_4b23_8ae7_e0df06c2da95);
/// `MFT_CODEC_MERIT_Attribute`.
pub const MFT_CODEC_MERIT_Attribute: Guid = Guid::from_u128(0x88a7cb15_7b07_4a34_9128_e64c6703c4d3);
/// `MFT_ENUM_HARDWARE_URL_Attribute`.
pub const MFT_ENUM_HARDWARE_URL_Attribute: Guid = Guid::from_u128(0x2fb866ac_b078_4942_ab6c_003d05cda674);
/// `MFT_ENUM_HARDWARE_VENDOR_ID_Attribute`.
pub const MFT_ENUM_HARDWARE_VENDOR_ID_Attribute: Guid =
    Guid::from_u128(0x3aecb0cc_035b_4bcc_8185_2b8d551ef3af);
/// `MFT_FIELDOFUSE_UNLOCK_Attribute`.
pub const MFT_FIELDOFUSE_UNLOCK_Attribute: Guid = Guid::from_u128(0x8ec2e9fd_9148_410d_831e_702439461a8e);
/// `MFT_FRIENDLY_NAME_Attribute`.
pub const MFT_FRIENDLY_NAME_Attribute: Guid = Guid::from_u128(0x314ffbae_5b41_4c95_9c19_4e7d586face3);
/// `MFT_SUPPORT_3DVIDEO`.
pub const MFT_SUPPORT_3DVIDEO: Guid = Guid::from_u128(0x093f81b1_4f2e_4631_8168_7934032a01d3);
/// `MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE`.
pub const MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE: Guid = Guid::from_u128(0x53476a11_3f13_49fb_ac42_ee2733c96741);
/// `MFT_TRANSFORM_CLSID_Attribute`.
pub const MFT_TRANSFORM_CLSID_Attribute: Guid = Guid::from_u128(0x6821c42b_65a4_4e82_99bc_9a88205ecd0c);
/// `MFTranscodeContainerType_3GP`.
pub const MFTranscodeContainerType_3GP: Guid = Guid::from_u128(0x34c50167_4472_4f34_9ea0_c49fbacf037d);
/// `MFTranscodeContainerType_AC3`.
pub const MFTranscodeContainerType_AC3: Guid = Guid::from_u128(0x6d8d91c3_8c91_4ed1_8742_8c347d5b44d0);
/// `MFTranscodeContainerType_ADTS`.
pub const MFTranscodeContainerType_ADTS: Guid = Guid::from_u128(0x132fd27d_0f02_43de_a301_38fbbbb3834e);
/// `MFTranscodeContainerType_AMR`.
pub const MFTranscodeContainerType_AMR: Guid = Guid::from_u128(0x025d5ad3_621a_475b_964d_66b1c824f079);
/// `MFTranscodeContainerType_ASF`.
pub const MFTranscodeContainerType_ASF: Guid = Guid::from_u128(0x430f6f6e_b6bf_4fc1_a0bd_9ee46eee2afb);
/// `MFTranscodeContainerType_AVI`.
pub const MFTranscodeContainerType_AVI: Guid = Guid::from_u128(0x7edfe8af_402f_4d76_a33c_619fd157d0f1);
/// `MFTranscodeContainerType_FLAC`.
pub const MFTranscodeContainerType_FLAC: Guid = Guid::from_u128(0x31344aa3_05a9_42b5_901b_8e9d4257f75e);
/// `MFTranscodeContainerType_FMPEG4`.
pub const MFTranscodeContainerType_FMPEG4: Guid = Guid::from_u128(0x9ba876f1_419f_4b77_a1e0_35959d9d4004);
/// `MFTranscodeContainerType_MP3`.
pub const MFTranscodeContainerType_MP3: Guid = Guid::from_u128(0xe438b912_83f1_4de6_9e3a_9ffbc6dd24d1);
/// `MFTranscodeContainerType_MPEG2`.
pub const MFTranscodeContainerType_MPEG2: Guid = Guid::from_u128(0xbfc2dbf9_7bb4_4f8f_afde_e112c44ba882);
/// `MFTranscodeContainerType_MPEG4`.
pub const MFTranscodeContainerType_MPEG4: Guid = Guid::from_u128(0xdc6cd05d_b9d0_40ef_bd35_fa622c1ab28a);
/// `MFTranscodeContainerType_WAVE`.
pub const MFTranscodeContainerType_WAVE: Guid = Guid::from_u128(0x64c3453c_0f26_4741_be63_87bdf8bb935b);
/// `MFVideoFormat_420O`.
pub const MFVideoFormat_420O: Guid = Guid::from_u128(0x4f303234_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_A16B16G16R16F`.
pub const MFVideoFormat_A16B16G16R16F: Guid = Guid::from_u128(0x00000071_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_A2R10G10B10`.
pub const MFVideoFormat_A2R10G10B10: Guid = Guid::from_u128(0x0000001f_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_AI44`.
pub const MFVideoFormat_AI44: Guid = Guid::from_u128(0x34344941_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_ARGB32`.
pub const MFVideoFormat_ARGB32: Guid = Guid::from_u128(0x00000015_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_AV1`.
pub const MFVideoFormat_AV1: Guid = Guid::from_u128(0x31305641_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_AYUV`.
pub const MFVideoFormat_AYUV: Guid = Guid::from_u128(0x56555941_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Base`.
pub const MFVideoFormat_Base: Guid = Guid::from_u128(0x00000000_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Base_HDCP`.
pub const MFVideoFormat_Base_HDCP: Guid = Guid::from_u128(0xeac3b9d5_bd14_4237_8f1f_bab428e49312);
/// `MFVideoFormat_D16`.
pub const MFVideoFormat_D16: Guid = Guid::from_u128(0x00000050_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_DV25`.
pub const MFVideoFormat_DV25: Guid = Guid::from_u128(0x35327664_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_DV50`.
pub const MFVideoFormat_DV50: Guid = Guid::from_u128(0x30357664_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_DVH1`.
pub const MFVideoFormat_DVH1: Guid = Guid::from_u128(0x31687664_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_DVHD`.
pub const MFVideoFormat_DVHD: Guid = Guid::from_u128(0x64687664_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_DVSD`.
pub const MFVideoFormat_DVSD: Guid = Guid::from_u128(0x64737664_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_DVSL`.
pub const MFVideoFormat_DVSL: Guid = Guid::from_u128(0x6c737664_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_H263`.
pub const MFVideoFormat_H263: Guid = Guid::from_u128(0x33363248_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_H264`.
pub const MFVideoFormat_H264: Guid = Guid::from_u128(0x34363248_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_H264_ES`.
pub const MFVideoFormat_H264_ES: Guid = Guid::from_u128(0x3f40f4f0_5622_4ff8_b6d8_a17a584bee5e);
/// `MFVideoFormat_H264_HDCP`.
pub const MFVideoFormat_H264_HDCP: Guid = Guid::from_u128(0x5d0ce9dd_9817_49da_bdfd_f5f5b98f18a6);
/// `MFVideoFormat_H265`.
pub const MFVideoFormat_H265: Guid = Guid::from_u128(0x35363248_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_HEVC`.
pub const MFVideoFormat_HEVC: Guid = Guid::from_u128(0x43564548_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_HEVC_ES`.
pub const MFVideoFormat_HEVC_ES: Guid = Guid::from_u128(0x53564548_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_HEVC_HDCP`.
pub const MFVideoFormat_HEVC_HDCP: Guid = Guid::from_u128(0x3cfe0fe6_05c4_47dc_9d70_4bdb2959720f);
/// `MFVideoFormat_I420`.
pub const MFVideoFormat_I420: Guid = Guid::from_u128(0x30323449_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_IYUV`.
pub const MFVideoFormat_IYUV: Guid = Guid::from_u128(0x56555949_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_L16`.
pub const MFVideoFormat_L16: Guid = Guid::from_u128(0x00000051_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_L8`.
pub const MFVideoFormat_L8: Guid = Guid::from_u128(0x00000032_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_M4S2`.
pub const MFVideoFormat_M4S2: Guid = Guid::from_u128(0x3253344d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MJPG`.
pub const MFVideoFormat_MJPG: Guid = Guid::from_u128(0x47504a4d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MP43`.
pub const MFVideoFormat_MP43: Guid = Guid::from_u128(0x3334504d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MP4S`.
pub const MFVideoFormat_MP4S: Guid = Guid::from_u128(0x5334504d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MP4V`.
pub const MFVideoFormat_MP4V: Guid = Guid::from_u128(0x5634504d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MPEG2`.
pub const MFVideoFormat_MPEG2: Guid = Guid::from_u128(0xe06d8026_db46_11cf_b4d1_00805f6cbbea);
/// `MFVideoFormat_MPG1`.
pub const MFVideoFormat_MPG1: Guid = Guid::from_u128(0x3147504d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MSS1`.
pub const MFVideoFormat_MSS1: Guid = Guid::from_u128(0x3153534d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_MSS2`.
pub const MFVideoFormat_MSS2: Guid = Guid::from_u128(0x3253534d_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_NV11`.
pub const MFVideoFormat_NV11: Guid = Guid::from_u128(0x3131564e_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_NV12`.
pub const MFVideoFormat_NV12: Guid = Guid::from_u128(0x3231564e_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_NV21`.
pub const MFVideoFormat_NV21: Guid = Guid::from_u128(0x3132564e_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_ORAW`.
pub const MFVideoFormat_ORAW: Guid = Guid::from_u128(0x5741524f_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_P010`.
pub const MFVideoFormat_P010: Guid = Guid::from_u128(0x30313050_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_P016`.
pub const MFVideoFormat_P016: Guid = Guid::from_u128(0x36313050_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_P210`.
pub const MFVideoFormat_P210: Guid = Guid::from_u128(0x30313250_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_P216`.
pub const MFVideoFormat_P216: Guid = Guid::from_u128(0x36313250_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_RGB24`.
pub const MFVideoFormat_RGB24: Guid = Guid::from_u128(0x00000014_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_RGB32`.
pub const MFVideoFormat_RGB32: Guid = Guid::from_u128(0x00000016_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_RGB555`.
pub const MFVideoFormat_RGB555: Guid = Guid::from_u128(0x00000018_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_RGB565`.
pub const MFVideoFormat_RGB565: Guid = Guid::from_u128(0x00000017_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_RGB8`.
pub const MFVideoFormat_RGB8: Guid = Guid::from_u128(0x00000029_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Theora`.
pub const MFVideoFormat_Theora: Guid = Guid::from_u128(0x6f656874_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_UYVY`.
pub const MFVideoFormat_UYVY: Guid = Guid::from_u128(0x59565955_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_VP10`.
pub const MFVideoFormat_VP10: Guid = Guid::from_u128(0x30315056_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_VP80`.
pub const MFVideoFormat_VP80: Guid = Guid::from_u128(0x30385056_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_VP90`.
pub const MFVideoFormat_VP90: Guid = Guid::from_u128(0x30395056_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_WMV1`.
pub const MFVideoFormat_WMV1: Guid = Guid::from_u128(0x31564d57_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_WMV2`.
pub const MFVideoFormat_WMV2: Guid = Guid::from_u128(0x32564d57_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_WMV3`.
pub const MFVideoFormat_WMV3: Guid = Guid::from_u128(0x33564d57_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_WVC1`.
pub const MFVideoFormat_WVC1: Guid = Guid::from_u128(0x31435657_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y210`.
pub const MFVideoFormat_Y210: Guid = Guid::from_u128(0x30313259_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y216`.
pub const MFVideoFormat_Y216: Guid = Guid::from_u128(0x36313259_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y410`.
pub const MFVideoFormat_Y410: Guid = Guid::from_u128(0x30313459_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y416`.
pub const MFVideoFormat_Y416: Guid = Guid::from_u128(0x36313459_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y41P`.
pub const MFVideoFormat_Y41P: Guid = Guid::from_u128(0x50313459_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y41T`.
pub const MFVideoFormat_Y41T: Guid = Guid::from_u128(0x54313459_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_Y42T`.
pub const MFVideoFormat_Y42T: Guid = Guid::from_u128(0x54323459_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_YUY2`.
pub const MFVideoFormat_YUY2: Guid = Guid::from_u128(0x32595559_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_YV12`.
pub const MFVideoFormat_YV12: Guid = Guid::from_u128(0x32315659_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_YVU9`.
pub const MFVideoFormat_YVU9: Guid = Guid::from_u128(0x39555659_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_YVYU`.
pub const MFVideoFormat_YVYU: Guid = Guid::from_u128(0x55595659_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_v210`.
pub const MFVideoFormat_v210: Guid = Guid::from_u128(0x30313276_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_v216`.
pub const MFVideoFormat_v216: Guid = Guid::from_u128(0x36313276_0000_0010_8000_00aa00389b71);
/// `MFVideoFormat_v410`.
pub const MFVideoFormat_v410: Guid = Guid::from_u128(0x30313476_0000_0010_8000_00aa00389b71);
/// `MF_ACTIVATE_CUSTOM_VIDEO_MIXER_ACTIVATE`.
pub const MF_ACTIVATE_CUSTOM_VIDEO_MIXER_ACTIVATE: Guid =
    Guid::from_u128(0xba491361_be50_451e_95ab_6d4accc7dad8);
/// `MF_ACTIVATE_CUSTOM_VIDEO_MIXER_CLSID`.
pub const MF_ACTIVATE_CUSTOM_VIDEO_MIXER_CLSID: Guid =
    Guid::from_u128(0xba491360_be50_451e_95ab_6d4accc7dad8);
/// `MF_ACTIVATE_CUSTOM_VIDEO_MIXER_FLAGS`.
pub const MF_ACTIVATE_CUSTOM_VIDEO_MIXER_FLAGS: Guid =
    Guid::from_u128(0xba491362_be50_451e_95ab_6d4accc7dad8);
/// `MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_ACTIVATE`.
pub const MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_ACTIVATE: Guid =
    Guid::from_u128(0xba491365_be50_451e_95ab_6d4accc7dad8);
/// `MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_CLSID`.
pub const MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_CLSID: Guid =
    Guid::from_u128(0xba491364_be50_451e_95ab_6d4accc7dad8);
/// `MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_FLAGS`.
pub const MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_FLAGS: Guid =
    Guid::from_u128(0xba491366_be50_451e_95ab_6d4accc7dad8);
/// `MF_ACTIVATE_MFT_LOCKED`.
pub const MF_ACTIVATE_MFT_LOCKED: Guid = Guid::from_u128(0xc1f6093c_7f65_4fbd_9e39_5faec3c4fbd7);
/// `MF_ACTIVATE_VIDEO_WINDOW`.
pub const MF_ACTIVATE_VIDEO_WINDOW: Guid = Guid::from_u128(0x9a2dbbdd_f57e_4162_82b9_6831377682d3);
/// `MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID`.
pub const MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID: Guid =
    Guid::from_u128(0xb10aaec3_ef71_4cc3_b873_05a9a08b9f8e);
/// `MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE`.
pub const MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE: Guid =
    Guid::from_u128(0x6ba644ff_27c5_4d02_9887_c28619fdb91b);
/// `MF_AUDIO_RENDERER_ATTRIBUTE_FLAGS`.
pub const MF_AUDIO_RENDERER_ATTRIBUTE_FLAGS: Guid = Guid::from_u128(0xede4b5e0_f805_4d6c_99b3_db01bf95dfab);
/// `MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID`.
pub const MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID: Guid =
    Guid::from_u128(0xede4b5e3_f805_4d6c_99b3_db01bf95dfab);
/// `MF_AUDIO_RENDERER_ATTRIBUTE_STREAM_CATEGORY`.
pub const MF_AUDIO_RENDERER_ATTRIBUTE_STREAM_CATEGORY: Guid =
    Guid::from_u128(0xa9770471_92ec_4df4_94fe_81c36f0c3a7a);
/// `MF_BYTESTREAM_CONTENT_TYPE`.
pub const MF_BYTESTREAM_CONTENT_TYPE: Guid = Guid::from_u128(0xfc358289_3cb6_460c_a424_b6681260375a);
/// `MF_BYTESTREAM_DLNA_PROFILE_ID`.
pub const MF_BYTESTREAM_DLNA_PROFILE_ID: Guid = Guid::from_u128(0xfc35828d_3cb6_460c_a424_b6681260375a);
/// `MF_BYTESTREAM_DURATION`.
pub const MF_BYTESTREAM_DURATION: Guid = Guid::from_u128(0xfc35828a_3cb6_460c_a424_b6681260375a);
/// `MF_BYTESTREAM_EFFECTIVE_URL`.
pub const MF_BYTESTREAM_EFFECTIVE_URL: Guid = Guid::from_u128(0x9afa0209_89d1_42af_8456_1de6b562d691);
/// `MF_BYTESTREAM_IFO_FILE_URI`.
pub const MF_BYTESTREAM_IFO_FILE_URI: Guid = Guid::from_u128(0xfc35828c_3cb6_460c_a424_b6681260375a);
/// `MF_BYTESTREAM_LAST_MODIFIED_TIME`.
pub const MF_BYTESTREAM_LAST_MODIFIED_TIME: Guid = Guid::from_u128(0xfc35828b_3cb6_460c_a424_b6681260375a);
/// `MF_BYTESTREAM_ORIGIN_NAME`.
pub const MF_BYTESTREAM_ORIGIN_NAME: Guid = Guid::from_u128(0xfc358288_3cb6_460c_a424_b6681260375a);
/// `MF_BYTESTREAM_SERVICE`.
pub const MF_BYTESTREAM_SERVICE: Guid = Guid::from_u128(0xab025e2b_16d9_4180_a127_ba6c70156161);
/// `MF_BYTESTREAM_TRANSCODED`.
pub const MF_BYTESTREAM_TRANSCODED: Guid = Guid::from_u128(0xb6c5c282_4dc9_4db9_ab48_cf3b6d8bc5e0);
/// `MF_EVENT_DO_THINNING`.
pub const MF_EVENT_DO_THINNING: Guid = Guid::from_u128(0x321ea6fb_dad9_46e4_b31d_d2eae7090e30);
/// `MF_EVENT_MFT_CONTEXT`.
pub const MF_EVENT_MFT_CONTEXT: Guid = Guid::from_u128(0xb7cd31f1_899e_4b41_80c9_26a896d32977);
/// `MF_EVENT_MFT_INPUT_STREAM_ID`.
pub const MF_EVENT_MFT_INPUT_STREAM_ID: Guid = Guid::from_u128(0xf29c2cca_7ae6_42d2_b284_bf837cc874e2);
/// `MF_EVENT_OUTPUT_NODE`.
pub const MF_EVENT_OUTPUT_NODE: Guid = Guid::from_u128(0x830f1a8b_c060_46dd_a801_1c95dec9b107);
/// `MF_EVENT_PRESENTATION_TIME_OFFSET`.
pub const MF_EVENT_PRESENTATION_TIME_OFFSET: Guid = Guid::from_u128(0x5ad914d1_9b45_4a8d_a2c0_81d1e50bfb07);
/// `MF_EVENT_SCRUBSAMPLE_TIME`.
pub const MF_EVENT_SCRUBSAMPLE_TIME: Guid = Guid::from_u128(0x9ac712b3_dcb8_44d5_8d0c_37455a2782e3);
/// `MF_EVENT_SESSIONCAPS`.
pub const MF_EVENT_SESSIONCAPS: Guid = Guid::from_u128(0x7e5ebcd0_11b8_4abe_afad_10f6599a7f42);
/// `MF_EVENT_SESSIONCAPS_DELTA`.
pub const MF_EVENT_SESSIONCAPS_DELTA: Guid = Guid::from_u128(0x7e5ebcd1_11b8_4abe_afad_10f6599a7f42);
/// `MF_EVENT_SOURCE_ACTUAL_START`.
pub const MF_EVENT_SOURCE_ACTUAL_START: Guid = Guid::from_u128(0xa8cc55a9_6b31_419f_845d_ffb351a2434b);
/// `MF_EVENT_SOURCE_CHARACTERISTICS`.
pub const MF_EVENT_SOURCE_CHARACTERISTICS: Guid = Guid::from_u128(0x47db8490_8b22_4f52_afda_9ce1b2d3cfa8);
/// `MF_EVENT_SOURCE_CHARACTERISTICS_OLD`.
pub const MF_EVENT_SOURCE_CHARACTERISTICS_OLD: Guid = Guid::from_u128(0x47db8491_8b22_4f52_afda_9ce1b2d3cfa8);
/// `MF_EVENT_SOURCE_FAKE_START`.
pub const MF_EVENT_SOURCE_FAKE_START: Guid = Guid::from_u128(0xa8cc55a7_6b31_419f_845d_ffb351a2434b);
/// `MF_EVENT_SOURCE_PROJECTSTART`.
pub const MF_EVENT_SOURCE_PROJECTSTART: Guid = Guid::from_u128(0xa8cc55a8_6b31_419f_845d_ffb351a2434b);
/// `MF_EVENT_SOURCE_TOPOLOGY_CANCELED`.
pub const MF_EVENT_SOURCE_TOPOLOGY_CANCELED: Guid = Guid::from_u128(0xdb62f650_9a5e_4704_acf3_563bc6a73364);
/// `MF_EVENT_START_PRESENTATION_TIME`.
pub const MF_EVENT_START_PRESENTATION_TIME: Guid = Guid::from_u128(0x5ad914d0_9b45_4a8d_a2c0_81d1e50bfb07);
/// `MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT`.
pub const MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT: Guid =
    Guid::from_u128(0x5ad914d2_9b45_4a8d_a2c0_81d1e50bfb07);
/// `MF_EVENT_STREAM_METADATA_CONTENT_KEYIDS`.
pub const MF_EVENT_STREAM_METADATA_CONTENT_KEYIDS: Guid =
    Guid::from_u128(0x5063449d_cc29_4fc6_a75a_d247b35af85c);
/// `MF_EVENT_STREAM_METADATA_KEYDATA`.
pub const MF_EVENT_STREAM_METADATA_KEYDATA: Guid = Guid::from_u128(0xcd59a4a1_4a3b_4bbd_8665_72a40fbea776);
/// `MF_EVENT_STREAM_METADATA_SYSTEMID`.
pub const MF_EVENT_STREAM_METADATA_SYSTEMID: Guid = Guid::from_u128(0x1ea2ef64_ba16_4a36_8719_fe7560ba32ad);
/// `MF_EVENT_TOPOLOGY_STATUS`.
pub const MF_EVENT_TOPOLOGY_STATUS: Guid = Guid::from_u128(0x30c5018d_9a53_454b_ad9e_6d5f8fa7c43b);
/// `MF_LOCAL_MFT_REGISTRATION_SERVICE`.
pub const MF_LOCAL_MFT_REGISTRATION_SERVICE: Guid = Guid::from_u128(0xddf5cf9c_4506_45aa_abf0_6d5d94dd1b4a);
/// `MF_LOW_LATENCY`.
pub const MF_LOW_LATENCY: Guid = Guid::from_u128(0x9c27891a_ed7a_40e1_88e8_b22727a024ee);
/// `MF_METADATA_PROVIDER_SERVICE`.
pub const MF_METADATA_PROVIDER_SERVICE: Guid = Guid::from_u128(0xdb214084_58a4_4d2e_b84f_6f755b2f7a0d);
/// `MF_MT_AAC_AUDIO_PROFILE_LEVEL_INDICATION`.
pub const MF_MT_AAC_AUDIO_PROFILE_LEVEL_INDICATION: Guid =
    Guid::from_u128(0x7632f0e6_9538_4d61_acda_ea29c8c14456);
/// `MF_MT_AAC_PAYLOAD_TYPE`.
pub const MF_MT_AAC_PAYLOAD_TYPE: Guid = Guid::from_u128(0xbfbabe79_7434_4d1c_94f0_72a3b9e17188);
/// `MF_MT_ALL_SAMPLES_INDEPENDENT`.
pub const MF_MT_ALL_SAMPLES_INDEPENDENT: Guid = Guid::from_u128(0xc9173739_5e56_461c_b713_46fb995cb95f);
/// `MF_MT_ALPHA_MODE`.
pub const MF_MT_ALPHA_MODE: Guid = Guid::from_u128(0x5d959b0d_4cbf_4d04_919f_3f5f7f284211);
/// `MF_MT_AM_FORMAT_TYPE`.
pub const MF_MT_AM_FORMAT_TYPE: Guid = Guid::from_u128(0x73d1072d_1870_4174_a063_29ff4ff6c11e);
/// `MF_MT_ARBITRARY_FORMAT`.
pub const MF_MT_ARBITRARY_FORMAT: Guid = Guid::from_u128(0x5a75b249_0d7d_49a1_a1c3_e0d87f0cade5);
/// `MF_MT_ARBITRARY_HEADER`.
pub const MF_MT_ARBITRARY_HEADER: Guid = Guid::from_u128(0x9e6bd6f5_0109_4f95_84ac_9309153a19fc);
/// `MF_MT_AUDIO_AVG_BYTES_PER_SECOND`.
pub const MF_MT_AUDIO_AVG_BYTES_PER_SECOND: Guid = Guid::from_u128(0x1aab75c8_cfef_451c_ab95_ac034b8e1731);
/// `MF_MT_AUDIO_BITS_PER_SAMPLE`.
pub const MF_MT_AUDIO_BITS_PER_SAMPLE: Guid = Guid::from_u128(0xf2deb57f_40fa_4764_aa33_ed4f2d1ff669);
/// `MF_MT_AUDIO_BLOCK_ALIGNMENT`.
pub const MF_MT_AUDIO_BLOCK_ALIGNMENT: Guid = Guid::from_u128(0x322de230_9eeb_43bd_ab7a_ff412251541d);
/// `MF_MT_AUDIO_CHANNEL_MASK`.
pub const MF_MT_AUDIO_CHANNEL_MASK: Guid = Guid::from_u128(0x55fb5765_644a_4caf_8479_938983bb1588);
/// `MF_MT_AUDIO_FLAC_MAX_BLOCK_SIZE`.
pub const MF_MT_AUDIO_FLAC_MAX_BLOCK_SIZE: Guid = Guid::from_u128(0x8b81adae_4b5a_4d40_8022_f38d09ca3c5c);
/// `MF_MT_AUDIO_FLOAT_SAMPLES_PER_SECOND`.
pub const MF_MT_AUDIO_FLOAT_SAMPLES_PER_SECOND: Guid =
    Guid::from_u128(0xfb3b724a_cfb5_4319_aefe_6e42b2406132);
/// `MF_MT_AUDIO_FOLDDOWN_MATRIX`.
pub const MF_MT_AUDIO_FOLDDOWN_MATRIX: Guid = Guid::from_u128(0x9d62927c_36be_4cf2_b5c4_a3926e3e8711);
/// `MF_MT_AUDIO_NUM_CHANNELS`.
pub const MF_MT_AUDIO_NUM_CHANNELS: Guid = Guid::from_u128(0x37e48bf5_645e_4c5b_89de_ada9e29b696a);
/// `MF_MT_AUDIO_PREFER_WAVEFORMATEX`.
pub const MF_MT_AUDIO_PREFER_WAVEFORMATEX: Guid = Guid::from_u128(0xa901aaba_e037_458a_bdf6_545be2074042);
/// `MF_MT_AUDIO_SAMPLES_PER_BLOCK`.
pub const MF_MT_AUDIO_SAMPLES_PER_BLOCK: Guid = Guid::from_u128(0xaab15aac_e13a_4995_9222_501ea15c6877);
/// `MF_MT_AUDIO_SAMPLES_PER_SECOND`.
pub const MF_MT_AUDIO_SAMPLES_PER_SECOND: Guid = Guid::from_u128(0x5faeeae7_0290_4c31_9e8a_c534f68d9dba);
/// `MF_MT_AUDIO_VALID_BITS_PER_SAMPLE`.
pub const MF_MT_AUDIO_VALID_BITS_PER_SAMPLE: Guid = Guid::from_u128(0xd9bf8d6a_9530_4b7c_9ddf_ff6fd58bbd06);
/// `MF_MT_AUDIO_WMADRC_AVGREF`.
pub const MF_MT_AUDIO_WMADRC_AVGREF: Guid = Guid::from_u128(0x9d62927f_36be_4cf2_b5c4_a3926e3e8711);
/// `MF_MT_AUDIO_WMADRC_AVGTARGET`.
pub const MF_MT_AUDIO_WMADRC_AVGTARGET: Guid = Guid::from_u128(0x9d629280_36be_4cf2_b5c4_a3926e3e8711);
/// `MF_MT_AUDIO_WMADRC_PEAKREF`.
pub const MF_MT_AUDIO_WMADRC_PEAKREF: Guid = Guid::from_u128(0x9d62927d_36be_4cf2_b5c4_a3926e3e8711);
/// `MF_MT_AUDIO_WMADRC_PEAKTARGET`.
pub const MF_MT_AUDIO_WMADRC_PEAKTARGET: Guid = Guid::from_u128(0x9d62927e_36be_4cf2_b5c4_a3926e3e8711);
/// `MF_MT_AVG_BITRATE`.
pub const MF_MT_AVG_BITRATE: Guid = Guid::from_u128(0x20332624_fb0d_4d9e_bd0d_cbf6786c102e);
/// `MF_MT_AVG_BIT_ERROR_RATE`.
pub const MF_MT_AVG_BIT_ERROR_RATE: Guid = Guid::from_u128(0x799cabd6_3508_4db4_a3c7_569cd533deb1);
/// `MF_MT_COMPRESSED`.
pub const MF_MT_COMPRESSED: Guid = Guid::from_u128(0x3afd0cee_18f2_4ba5_a110_8bea502e1f92);
/// `MF_MT_CONTAINER_RATE_SCALING`.
pub const MF_MT_CONTAINER_RATE_SCALING: Guid = Guid::from_u128(0x83877f5e_0444_4e28_8479_6db0989b8c09);
/// `MF_MT_CUSTOM_VIDEO_PRIMARIES`.
pub const MF_MT_CUSTOM_VIDEO_PRIMARIES: Guid = Guid::from_u128(0x47537213_8cfb_4722_aa34_fbc9e24d77b8);
/// `MF_MT_D3D12_CPU_READBACK`.
pub const MF_MT_D3D12_CPU_READBACK: Guid = Guid::from_u128(0x28ee9fe3_d481_46a6_b98a_7f69d5280e82);
/// `MF_MT_D3D12_RESOURCE_FLAG_ALLOW_CROSS_ADAPTER`.
pub const MF_MT_D3D12_RESOURCE_FLAG_ALLOW_CROSS_ADAPTER: Guid =
    Guid::from_u128(0xa6a1e439_2f96_4ab5_98dc_adf74973505d);
/// `MF_MT_D3D12_RESOURCE_FLAG_ALLOW_DEPTH_STENCIL`.
pub const MF_MT_D3D12_RESOURCE_FLAG_ALLOW_DEPTH_STENCIL: Guid =
    Guid::from_u128(0xb1138dc3_01d5_4c14_9bdc_cdc9336f55b9);
/// `MF_MT_D3D12_RESOURCE_FLAG_ALLOW_RENDER_TARGET`.
pub const MF_MT_D3D12_RESOURCE_FLAG_ALLOW_RENDER_TARGET: Guid =
    Guid::from_u128(0xeeac2585_3430_498c_84a2_77b1bba570f6);
/// `MF_MT_D3D12_RESOURCE_FLAG_ALLOW_SIMULTANEOUS_ACCESS`.
pub const MF_MT_D3D12_RESOURCE_FLAG_ALLOW_SIMULTANEOUS_ACCESS: Guid =
    Guid::from_u128(0x0a4940b2_cfd6_4738_9d02_98113734015a);
/// `MF_MT_D3D12_RESOURCE_FLAG_ALLOW_UNORDERED_ACCESS`.
pub const MF_MT_D3D12_RESOURCE_FLAG_ALLOW_UNORDERED_ACCESS: Guid =
    Guid::from_u128(0x82c85647_5057_4960_9559_f45b8e271427);
/// `MF_MT_D3D12_RESOURCE_FLAG_DENY_SHADER_RESOURCE`.
pub const MF_MT_D3D12_RESOURCE_FLAG_DENY_SHADER_RESOURCE: Guid =
    Guid::from_u128(0xba06bfac_ffe3_474a_ab55_161ee4417a2e);
/// `MF_MT_D3D12_TEXTURE_LAYOUT`.
pub const MF_MT_D3D12_TEXTURE_LAYOUT: Guid = Guid::from_u128(0x97c85caa_0beb_4ee1_9715_f22fad8c10f5);
/// `MF_MT_D3D_RESOURCE_VERSION`.
pub const MF_MT_D3D_RESOURCE_VERSION: Guid = Guid::from_u128(0x174f1e85_fe26_453d_b52e_5bdd4e55b944);
/// `MF_MT_DECODER_MAX_DPB_COUNT`.
pub const MF_MT_DECODER_MAX_DPB_COUNT: Guid = Guid::from_u128(0x67be144c_88b7_4ca9_9628_c808d5262217);
/// `MF_MT_DECODER_USE_MAX_RESOLUTION`.
pub const MF_MT_DECODER_USE_MAX_RESOLUTION: Guid = Guid::from_u128(0x4c547c24_af9a_4f38_96ad_978773cf53e7);
/// `MF_MT_DEFAULT_STRIDE`.
pub const MF_MT_DEFAULT_STRIDE: Guid = Guid::from_u128(0x644b4e48_1e02_4516_b0eb_c01ca9d49ac6);
/// `MF_MT_DEPTH_MEASUREMENT`.
pub const MF_MT_DEPTH_MEASUREMENT: Guid = Guid::from_u128(0xfd5ac489_0917_4bb6_9d54_3122bf70144b);
/// `MF_MT_DEPTH_VALUE_UNIT`.
pub const MF_MT_DEPTH_VALUE_UNIT: Guid = Guid::from_u128(0x21a800f5_3189_4797_beba_f13cd9a31a5e);
/// `MF_MT_DRM_FLAGS`.
pub const MF_MT_DRM_FLAGS: Guid = Guid::from_u128(0x8772f323_355a_4cc7_bb78_6d61a048ae82);
/// `MF_MT_DV_AAUX_CTRL_PACK_0`.
pub const MF_MT_DV_AAUX_CTRL_PACK_0: Guid = Guid::from_u128(0xf731004e_1dd1_4515_aabe_f0c06aa536ac);
/// `MF_MT_DV_AAUX_CTRL_PACK_1`.
pub const MF_MT_DV_AAUX_CTRL_PACK_1: Guid = Guid::from_u128(0xcd1f470d_1f04_4fe0_bfb9_d07ae0386ad8);
/// `MF_MT_DV_AAUX_SRC_PACK_0`.
pub const MF_MT_DV_AAUX_SRC_PACK_0: Guid = Guid::from_u128(0x84bd5d88_0fb8_4ac8_be4b_a8848bef98f3);
/// `MF_MT_DV_AAUX_SRC_PACK_1`.
pub const MF_MT_DV_AAUX_SRC_PACK_1: Guid = Guid::from_u128(0x720e6544_0225_4003_a651_0196563a958e);
/// `MF_MT_DV_VAUX_CTRL_PACK`.
pub const MF_MT_DV_VAUX_CTRL_PACK: Guid = Guid::from_u128(0x2f84e1c4_0da1_4788_938e_0dfbfbb34b48);
/// `MF_MT_DV_VAUX_SRC_PACK`.
pub const MF_MT_DV_VAUX_SRC_PACK: Guid = Guid::from_u128(0x41402d9d_7b57_43c6_b129_2cb997f15009);
/// `MF_MT_FIXED_SIZE_SAMPLES`.
pub const MF_MT_FIXED_SIZE_SAMPLES: Guid = Guid::from_u128(0xb8ebefaf_b718_4e04_b0a9_116775e3321b);
/// `MF_MT_FORWARD_CUSTOM_NALU`.
pub const MF_MT_FORWARD_CUSTOM_NALU: Guid = Guid::from_u128(0xed336efd_244f_428d_9153_28f399458890);
/// `MF_MT_FORWARD_CUSTOM_SEI`.
pub const MF_MT_FORWARD_CUSTOM_SEI: Guid = Guid::from_u128(0xe27362f1_b136_41d1_9594_3a7e4febf2d1);
/// `MF_MT_FRAME_RATE`.
pub const MF_MT_FRAME_RATE: Guid = Guid::from_u128(0xc459a2e8_3d2c_4e44_b132_fee5156c7bb0);
/// `MF_MT_FRAME_RATE_RANGE_MAX`.
pub const MF_MT_FRAME_RATE_RANGE_MAX: Guid = Guid::from_u128(0xe3371d41_b4cf_4a05_bd4e_20b88bb2c4d6);
/// `MF_MT_FRAME_RATE_RANGE_MIN`.
pub const MF_MT_FRAME_RATE_RANGE_MIN: Guid = Guid::from_u128(0xd2e7558c_dc1f_403f_9a72_d28bb1eb3b5e);
/// `MF_MT_FRAME_SIZE`.
pub const MF_MT_FRAME_SIZE: Guid = Guid::from_u128(0x1652c33d_d6b2_4012_b834_72030849a37d);
/// `MF_MT_GEOMETRIC_APERTURE`.
pub const MF_MT_GEOMETRIC_APERTURE: Guid = Guid::from_u128(0x66758743_7e5f_400d_980a_aa8596c85696);
/// `MF_MT_H264_CAPABILITIES`.
pub const MF_MT_H264_CAPABILITIES: Guid = Guid::from_u128(0xbb3bd508_490a_11e0_99e4_1316dfd72085);
/// `MF_MT_H264_LAYOUT_PER_STREAM`.
pub const MF_MT_H264_LAYOUT_PER_STREAM: Guid = Guid::from_u128(0x85e299b2_90e3_4fe8_b2f5_c067e0bfe57a);
/// `MF_MT_H264_MAX_CODEC_CONFIG_DELAY`.
pub const MF_MT_H264_MAX_CODEC_CONFIG_DELAY: Guid = Guid::from_u128(0xf5929986_4c45_4fbb_bb49_6cc534d05b9b);
/// `MF_MT_H264_MAX_MB_PER_SEC`.
pub const MF_MT_H264_MAX_MB_PER_SEC: Guid = Guid::from_u128(0x45256d30_7215_4576_9336_b0f1bcd59bb2);
/// `MF_MT_H264_RATE_CONTROL_MODES`.
pub const MF_MT_H264_RATE_CONTROL_MODES: Guid = Guid::from_u128(0x705177d8_45cb_11e0_ac7d_b91ce0d72085);
/// `MF_MT_H264_RESOLUTION_SCALING`.
pub const MF_MT_H264_RESOLUTION_SCALING: Guid = Guid::from_u128(0xe3854272_f715_4757_ba90_1b696c773457);
/// `MF_MT_H264_SIMULCAST_SUPPORT`.
pub const MF_MT_H264_SIMULCAST_SUPPORT: Guid = Guid::from_u128(0x9ea2d63d_53f0_4a34_b94e_9de49a078cb3);
/// `MF_MT_H264_SUPPORTED_RATE_CONTROL_MODES`.
pub const MF_MT_H264_SUPPORTED_RATE_CONTROL_MODES: Guid =
    Guid::from_u128(0x6a8ac47e_519c_4f18_9bb3_7eeaaea5594d);
/// `MF_MT_H264_SUPPORTED_SLICE_MODES`.
pub const MF_MT_H264_SUPPORTED_SLICE_MODES: Guid = Guid::from_u128(0xc8be1937_4d64_4549_8343_a8086c0bfda5);
/// `MF_MT_H264_SUPPORTED_SYNC_FRAME_TYPES`.
pub const MF_MT_H264_SUPPORTED_SYNC_FRAME_TYPES: Guid =
    Guid::from_u128(0x89a52c01_f282_48d2_b522_22e6ae633199);
/// `MF_MT_H264_SUPPORTED_USAGES`.
pub const MF_MT_H264_SUPPORTED_USAGES: Guid = Guid::from_u128(0x60b1a998_dc01_40ce_9736_aba845a2dbdc);
/// `MF_MT_H264_SVC_CAPABILITIES`.
pub const MF_MT_H264_SVC_CAPABILITIES: Guid = Guid::from_u128(0xf8993abe_d937_4a8f_bbca_6966fe9e1152);
/// `MF_MT_H264_USAGE`.
pub const MF_MT_H264_USAGE: Guid = Guid::from_u128(0x359ce3a5_af00_49ca_a2f4_2ac94ca82b61);
/// `MF_MT_IMAGE_LOSS_TOLERANT`.
pub const MF_MT_IMAGE_LOSS_TOLERANT: Guid = Guid::from_u128(0xed062cf4_e34e_4922_be99_934032133d7c);
/// `MF_MT_INTERLACE_MODE`.
pub const MF_MT_INTERLACE_MODE: Guid = Guid::from_u128(0xe2724bb8_e676_4806_b4b2_a8d6efb44ccd);
/// `MF_MT_IN_BAND_PARAMETER_SET`.
pub const MF_MT_IN_BAND_PARAMETER_SET: Guid = Guid::from_u128(0x75da5090_910b_4a03_896c_7b898feea5af);
/// `MF_MT_MAJOR_TYPE`.
pub const MF_MT_MAJOR_TYPE: Guid = Guid::from_u128(0x48eba18e_f8c9_4687_bf11_0a74c9f96a8f);
/// `MF_MT_MAX_FRAME_AVERAGE_LUMINANCE_LEVEL`.
pub const MF_MT_MAX_FRAME_AVERAGE_LUMINANCE_LEVEL: Guid =
    Guid::from_u128(0x58d4bf57_6f52_4733_a195_a9e29ecf9e27);
/// `MF_MT_MAX_KEYFRAME_SPACING`.
pub const MF_MT_MAX_KEYFRAME_SPACING: Guid = Guid::from_u128(0xc16eb52b_73a1_476f_8d62_839d6a020652);
/// `MF_MT_MAX_LUMINANCE_LEVEL`.
pub const MF_MT_MAX_LUMINANCE_LEVEL: Guid = Guid::from_u128(0x50253128_c110_4de4_98ae_46a324fae6da);
/// `MF_MT_MAX_MASTERING_LUMINANCE`.
pub const MF_MT_MAX_MASTERING_LUMINANCE: Guid = Guid::from_u128(0xd6c6b997_272f_4ca1_8d00_8042111a0ff6);
/// `MF_MT_MINIMUM_DISPLAY_APERTURE`.
pub const MF_MT_MINIMUM_DISPLAY_APERTURE: Guid = Guid::from_u128(0xd7388766_18fe_48c6_a177_ee894867c8c4);
/// `MF_MT_MIN_MASTERING_LUMINANCE`.
pub const MF_MT_MIN_MASTERING_LUMINANCE: Guid = Guid::from_u128(0x839a4460_4e7e_4b4f_ae79_cc08905c7b27);
/// `MF_MT_MPEG2_CONTENT_PACKET`.
pub const MF_MT_MPEG2_CONTENT_PACKET: Guid = Guid::from_u128(0x825d55e4_4f12_4197_9eb3_59b6e4710f06);
/// `MF_MT_MPEG2_FLAGS`.
pub const MF_MT_MPEG2_FLAGS: Guid = Guid::from_u128(0x31e3991d_f701_4b2f_b426_8ae3bda9e04b);
/// `MF_MT_MPEG2_HDCP`.
pub const MF_MT_MPEG2_HDCP: Guid = Guid::from_u128(0x168f1b4a_3e91_450f_aea7_e4baeadae5ba);
/// `MF_MT_MPEG2_LEVEL`.
pub const MF_MT_MPEG2_LEVEL: Guid = Guid::from_u128(0x96f66574_11c5_4015_8666_bff516436da7);
/// `MF_MT_MPEG2_ONE_FRAME_PER_PACKET`.
pub const MF_MT_MPEG2_ONE_FRAME_PER_PACKET: Guid = Guid::from_u128(0x91a49eb5_1d20_4b42_ace8_804269bf95ed);
/// `MF_MT_MPEG2_PROFILE`.
pub const MF_MT_MPEG2_PROFILE: Guid = Guid::from_u128(0xad76a80b_2d5c_4e0b_b375_64e520137036);
/// `MF_MT_MPEG2_STANDARD`.
pub const MF_MT_MPEG2_STANDARD: Guid = Guid::from_u128(0xa20af9e8_928a_4b26_aaa9_f05c74cac47c);
/// `MF_MT_MPEG2_TIMECODE`.
pub const MF_MT_MPEG2_TIMECODE: Guid = Guid::from_u128(0x5229ba10_e29d_4f80_a59c_df4f180207d2);
/// `MF_MT_MPEG4_CURRENT_SAMPLE_ENTRY`.
pub const MF_MT_MPEG4_CURRENT_SAMPLE_ENTRY: Guid = Guid::from_u128(0x9aa7e155_b64a_4c1d_a500_455d600b6560);
/// `MF_MT_MPEG4_SAMPLE_DESCRIPTION`.
pub const MF_MT_MPEG4_SAMPLE_DESCRIPTION: Guid = Guid::from_u128(0x261e9d83_9529_4b8f_a111_8b9c950a81a9);
/// `MF_MT_MPEG4_TRACK_TYPE`.
pub const MF_MT_MPEG4_TRACK_TYPE: Guid = Guid::from_u128(0x54f486dd_9327_4f6d_80ab_6f709ebb4cce);
/// `MF_MT_MPEG_SEQUENCE_HEADER`.
pub const MF_MT_MPEG_SEQUENCE_HEADER: Guid = Guid::from_u128(0x3c036de7_3ad0_4c9e_9216_ee6d6ac21cb3);
/// `MF_MT_MPEG_START_TIME_CODE`.
pub const MF_MT_MPEG_START_TIME_CODE: Guid = Guid::from_u128(0x91f67885_4333_4280_97cd_bd5a6c03a06e);
/// `MF_MT_ORIGINAL_4CC`.
pub const MF_MT_ORIGINAL_4CC: Guid = Guid::from_u128(0xd7be3fe0_2bc7_492d_b843_61a1919b70c3);
/// `MF_MT_ORIGINAL_WAVE_FORMAT_TAG`.
pub const MF_MT_ORIGINAL_WAVE_FORMAT_TAG: Guid = Guid::from_u128(0x8cbbc843_9fd9_49c2_882f_a72586c408ad);
/// `MF_MT_OUTPUT_BUFFER_NUM`.
pub const MF_MT_OUTPUT_BUFFER_NUM: Guid = Guid::from_u128(0xa505d3ac_f930_436e_8ede_93a509ce23b2);
/// `MF_MT_PAD_CONTROL_FLAGS`.
pub const MF_MT_PAD_CONTROL_FLAGS: Guid = Guid::from_u128(0x4d0e73e5_80ea_4354_a9d0_1176ceb028ea);
/// `MF_MT_PALETTE`.
pub const MF_MT_PALETTE: Guid = Guid::from_u128(0x6d283f42_9846_4410_afd9_654d503b1a54);
/// `MF_MT_PAN_SCAN_APERTURE`.
pub const MF_MT_PAN_SCAN_APERTURE: Guid = Guid::from_u128(0x79614dde_9187_48fb_b8c7_4d52689de649);
/// `MF_MT_PAN_SCAN_ENABLED`.
pub const MF_MT_PAN_SCAN_ENABLED: Guid = Guid::from_u128(0x4b7f6bc3_8b13_40b2_a993_abf630b8204e);
/// `MF_MT_PIXEL_ASPECT_RATIO`.
pub const MF_MT_PIXEL_ASPECT_RATIO: Guid = Guid::from_u128(0xc6376a1e_8d0a_4027_be45_6d9a0ad39bb6);
/// `MF_MT_REALTIME_CONTENT`.
pub const MF_MT_REALTIME_CONTENT: Guid = Guid::from_u128(0xbb12d222_2bdb_425e_91ec_2308e189a58f);
/// `MF_MT_SAMPLE_SIZE`.
pub const MF_MT_SAMPLE_SIZE: Guid = Guid::from_u128(0xdad3ab78_1990_408b_bce2_eba673dacc10);
/// `MF_MT_SECURE`.
pub const MF_MT_SECURE: Guid = Guid::from_u128(0xc5acc4fd_0304_4ecf_809f_47bc97ff63bd);
/// `MF_MT_SOURCE_CONTENT_HINT`.
pub const MF_MT_SOURCE_CONTENT_HINT: Guid = Guid::from_u128(0x68aca3cc_22d0_44e6_85f8_28167197fa38);
/// `MF_MT_SPATIAL_AUDIO_DATA_PRESENT`.
pub const MF_MT_SPATIAL_AUDIO_DATA_PRESENT: Guid = Guid::from_u128(0x6842f6e7_d43e_4ebb_9c9c_c96f41784863);
/// `MF_MT_SPATIAL_AUDIO_MAX_DYNAMIC_OBJECTS`.
pub const MF_MT_SPATIAL_AUDIO_MAX_DYNAMIC_OBJECTS: Guid =
    Guid::from_u128(0xdcfba24a_2609_4240_a721_3faea76a4df9);
/// `MF_MT_SPATIAL_AUDIO_MAX_METADATA_ITEMS`.
pub const MF_MT_SPATIAL_AUDIO_MAX_METADATA_ITEMS: Guid =
    Guid::from_u128(0x11aa80b4_e0da_47c6_8060_96c1259ae50d);
/// `MF_MT_SPATIAL_AUDIO_MIN_METADATA_ITEM_OFFSET_SPACING`.
pub const MF_MT_SPATIAL_AUDIO_MIN_METADATA_ITEM_OFFSET_SPACING: Guid =
    Guid::from_u128(0x83e96ec9_1184_417e_8254_9f269158fc06);
/// `MF_MT_SPATIAL_AUDIO_OBJECT_METADATA_FORMAT_ID`.
pub const MF_MT_SPATIAL_AUDIO_OBJECT_METADATA_FORMAT_ID: Guid =
    Guid::from_u128(0x2ab71bc0_6223_4ba7_ad64_7b94b47ae792);
/// `MF_MT_SPATIAL_AUDIO_OBJECT_METADATA_LENGTH`.
pub const MF_MT_SPATIAL_AUDIO_OBJECT_METADATA_LENGTH: Guid =
    Guid::from_u128(0x094ba8be_d723_489f_92fa_766777b34726);
/// `MF_MT_SUBTYPE`.
pub const MF_MT_SUBTYPE: Guid = Guid::from_u128(0xf7e34c9a_42e8_4714_b74b_cb29d72c35e5);
/// `MF_MT_TIMESTAMP_CAN_BE_DTS`.
pub const MF_MT_TIMESTAMP_CAN_BE_DTS: Guid = Guid::from_u128(0x24974215_1b7b_41e4_8625_ac469f2dedaa);
/// `MF_MT_TRANSFER_FUNCTION`.
pub const MF_MT_TRANSFER_FUNCTION: Guid = Guid::from_u128(0x5fb0fce9_be5c_4935_a811_ec838f8eed93);
/// `MF_MT_USER_DATA`.
pub const MF_MT_USER_DATA: Guid = Guid::from_u128(0xb6bc765f_4c3b_40a4_bd51_2535b66fe09d);
/// `MF_MT_VIDEO_3D`.
pub const MF_MT_VIDEO_3D: Guid = Guid::from_u128(0xcb5e88cf_7b5b_476b_85aa_1ca5ae187555);
/// `MF_MT_VIDEO_3D_FIRST_IS_LEFT`.
pub const MF_MT_VIDEO_3D_FIRST_IS_LEFT: Guid = Guid::from_u128(0xec298493_0ada_4ea1_a4fe_cbbd36ce9331);
/// `MF_MT_VIDEO_3D_FORMAT`.
pub const MF_MT_VIDEO_3D_FORMAT: Guid = Guid::from_u128(0x5315d8a0_87c5_4697_b793_6606c67c049b);
/// `MF_MT_VIDEO_3D_LEFT_IS_BASE`.
pub const MF_MT_VIDEO_3D_LEFT_IS_BASE: Guid = Guid::from_u128(0x6d4b7bff_5629_4404_948c_c634f4ce26d4);
/// `MF_MT_VIDEO_3D_NUM_VIEWS`.
pub const MF_MT_VIDEO_3D_NUM_VIEWS: Guid = Guid::from_u128(0xbb077e8a_dcbf_42eb_af60_418df98aa495);
/// `MF_MT_VIDEO_CHROMA_SITING`.
pub const MF_MT_VIDEO_CHROMA_SITING: Guid = Guid::from_u128(0x65df2370_c773_4c33_aa64_843e068efb0c);
/// `MF_MT_VIDEO_H264_NO_FMOASO`.
pub const MF_MT_VIDEO_H264_NO_FMOASO: Guid = Guid::from_u128(0xed461cd6_ec9f_416a_a8a3_26d7d31018d7);
/// `MF_MT_VIDEO_LEVEL`.
pub const MF_MT_VIDEO_LEVEL: Guid = Guid::from_u128(0x96f66574_11c5_4015_8666_bff516436da7);
/// `MF_MT_VIDEO_LIGHTING`.
pub const MF_MT_VIDEO_LIGHTING: Guid = Guid::from_u128(0x53a0529c_890b_4216_8bf9_599367ad6d20);
/// `MF_MT_VIDEO_NOMINAL_RANGE`.
pub const MF_MT_VIDEO_NOMINAL_RANGE: Guid = Guid::from_u128(0xc21b8ee5_b956_4071_8daf_325edf5cab11);
/// `MF_MT_VIDEO_NO_FRAME_ORDERING`.
pub const MF_MT_VIDEO_NO_FRAME_ORDERING: Guid = Guid::from_u128(0x3f5b106f_6bc2_4ee3_b7ed_8902c18f5351);
/// `MF_MT_VIDEO_PRIMARIES`.
pub const MF_MT_VIDEO_PRIMARIES: Guid = Guid::from_u128(0xdbfbe4d7_0740_4ee0_8192_850ab0e21935);
/// `MF_MT_VIDEO_PROFILE`.
pub const MF_MT_VIDEO_PROFILE: Guid = Guid::from_u128(0xad76a80b_2d5c_4e0b_b375_64e520137036);
/// `MF_MT_VIDEO_RENDERER_EXTENSION_PROFILE`.
pub const MF_MT_VIDEO_RENDERER_EXTENSION_PROFILE: Guid =
    Guid::from_u128(0x8437d4b9_d448_4fcd_9b6b_839bf96c7798);
/// `MF_MT_VIDEO_ROTATION`.
pub const MF_MT_VIDEO_ROTATION: Guid = Guid::from_u128(0xc380465d_2271_428c_9b83_ecea3b4a85c1);
/// `MF_MT_WRAPPED_TYPE`.
pub const MF_MT_WRAPPED_TYPE: Guid = Guid::from_u128(0x4d3f7b23_d02f_4e6c_9bee_e4bf2c6c695d);
/// `MF_MT_YUV_MATRIX`.
pub const MF_MT_YUV_MATRIX: Guid = Guid::from_u128(0x3e23d450_2c75_4d25_a00e_b91670d12327);
/// `MF_PD_ADAPTIVE_STREAMING`.
pub const MF_PD_ADAPTIVE_STREAMING: Guid = Guid::from_u128(0xea0d5d97_29f9_488b_ae6b_7d6b4136112b);
/// `MF_PD_APP_CONTEXT`.
pub const MF_PD_APP_CONTEXT: Guid = Guid::from_u128(0x6c990d32_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_ASF_CODECLIST`.
pub const MF_PD_ASF_CODECLIST: Guid = Guid::from_u128(0xe4bb3509_c18d_4df1_bb99_7a36b3cc4119);
/// `MF_PD_ASF_CONTENTENCRYPTIONEX_ENCRYPTION_DATA`.
pub const MF_PD_ASF_CONTENTENCRYPTIONEX_ENCRYPTION_DATA: Guid =
    Guid::from_u128(0x62508be5_ecdf_4924_a359_72bab3397b9d);
/// `MF_PD_ASF_CONTENTENCRYPTION_KEYID`.
pub const MF_PD_ASF_CONTENTENCRYPTION_KEYID: Guid = Guid::from_u128(0x8520fe3e_277e_46ea_99e4_e30a86db12be);
/// `MF_PD_ASF_CONTENTENCRYPTION_LICENSE_URL`.
pub const MF_PD_ASF_CONTENTENCRYPTION_LICENSE_URL: Guid =
    Guid::from_u128(0x8520fe40_277e_46ea_99e4_e30a86db12be);
/// `MF_PD_ASF_CONTENTENCRYPTION_SECRET_DATA`.
pub const MF_PD_ASF_CONTENTENCRYPTION_SECRET_DATA: Guid =
    Guid::from_u128(0x8520fe3f_277e_46ea_99e4_e30a86db12be);
/// `MF_PD_ASF_CONTENTENCRYPTION_TYPE`.
pub const MF_PD_ASF_CONTENTENCRYPTION_TYPE: Guid = Guid::from_u128(0x8520fe3d_277e_46ea_99e4_e30a86db12be);
/// `MF_PD_ASF_DATA_LENGTH`.
pub const MF_PD_ASF_DATA_LENGTH: Guid = Guid::from_u128(0xe7d5b3e8_1f29_45d3_8822_3e78fae272ed);
/// `MF_PD_ASF_DATA_START_OFFSET`.
pub const MF_PD_ASF_DATA_START_OFFSET: Guid = Guid::from_u128(0xe7d5b3e7_1f29_45d3_8822_3e78fae272ed);
/// `MF_PD_ASF_FILEPROPERTIES_CREATION_TIME`.
pub const MF_PD_ASF_FILEPROPERTIES_CREATION_TIME: Guid =
    Guid::from_u128(0x3de649b6_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_FILE_ID`.
pub const MF_PD_ASF_FILEPROPERTIES_FILE_ID: Guid = Guid::from_u128(0x3de649b4_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_FLAGS`.
pub const MF_PD_ASF_FILEPROPERTIES_FLAGS: Guid = Guid::from_u128(0x3de649bb_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_MAX_BITRATE`.
pub const MF_PD_ASF_FILEPROPERTIES_MAX_BITRATE: Guid =
    Guid::from_u128(0x3de649be_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_MAX_PACKET_SIZE`.
pub const MF_PD_ASF_FILEPROPERTIES_MAX_PACKET_SIZE: Guid =
    Guid::from_u128(0x3de649bd_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_MIN_PACKET_SIZE`.
pub const MF_PD_ASF_FILEPROPERTIES_MIN_PACKET_SIZE: Guid =
    Guid::from_u128(0x3de649bc_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_PACKETS`.
pub const MF_PD_ASF_FILEPROPERTIES_PACKETS: Guid = Guid::from_u128(0x3de649b7_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_PLAY_DURATION`.
pub const MF_PD_ASF_FILEPROPERTIES_PLAY_DURATION: Guid =
    Guid::from_u128(0x3de649b8_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_PREROLL`.
pub const MF_PD_ASF_FILEPROPERTIES_PREROLL: Guid = Guid::from_u128(0x3de649ba_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_FILEPROPERTIES_SEND_DURATION`.
pub const MF_PD_ASF_FILEPROPERTIES_SEND_DURATION: Guid =
    Guid::from_u128(0x3de649b9_d76d_4e66_9ec9_78120fb4c7e3);
/// `MF_PD_ASF_INFO_HAS_AUDIO`.
pub const MF_PD_ASF_INFO_HAS_AUDIO: Guid = Guid::from_u128(0x80e62295_2296_4a44_b31c_d103c6fed23c);
/// `MF_PD_ASF_INFO_HAS_NON_AUDIO_VIDEO`.
pub const MF_PD_ASF_INFO_HAS_NON_AUDIO_VIDEO: Guid = Guid::from_u128(0x80e62297_2296_4a44_b31c_d103c6fed23c);
/// `MF_PD_ASF_INFO_HAS_VIDEO`.
pub const MF_PD_ASF_INFO_HAS_VIDEO: Guid = Guid::from_u128(0x80e62296_2296_4a44_b31c_d103c6fed23c);
/// `MF_PD_ASF_LANGLIST`.
pub const MF_PD_ASF_LANGLIST: Guid = Guid::from_u128(0xf23de43c_9977_460d_a6ec_32937f160f7d);
/// `MF_PD_ASF_LANGLIST_LEGACYORDER`.
pub const MF_PD_ASF_LANGLIST_LEGACYORDER: Guid = Guid::from_u128(0xf23de43d_9977_460d_a6ec_32937f160f7d);
/// `MF_PD_ASF_MARKER`.
pub const MF_PD_ASF_MARKER: Guid = Guid::from_u128(0x5134330e_83a6_475e_a9d5_4fb875fb2e31);
/// `MF_PD_ASF_METADATA_IS_VBR`.
pub const MF_PD_ASF_METADATA_IS_VBR: Guid = Guid::from_u128(0x5fc6947a_ef60_445d_b449_442ecc78b4c1);
/// `MF_PD_ASF_METADATA_LEAKY_BUCKET_PAIRS`.
pub const MF_PD_ASF_METADATA_LEAKY_BUCKET_PAIRS: Guid =
    Guid::from_u128(0x5fc6947d_ef60_445d_b449_442ecc78b4c1);
/// `MF_PD_ASF_METADATA_V8_BUFFERAVERAGE`.
pub const MF_PD_ASF_METADATA_V8_BUFFERAVERAGE: Guid = Guid::from_u128(0x5fc6947c_ef60_445d_b449_442ecc78b4c1);
/// `MF_PD_ASF_METADATA_V8_VBRPEAK`.
pub const MF_PD_ASF_METADATA_V8_VBRPEAK: Guid = Guid::from_u128(0x5fc6947b_ef60_445d_b449_442ecc78b4c1);
/// `MF_PD_ASF_SCRIPT`.
pub const MF_PD_ASF_SCRIPT: Guid = Guid::from_u128(0xe29cd0d7_d602_4923_a7fe_73fd97ecc650);
/// `MF_PD_AUDIO_ENCODING_BITRATE`.
pub const MF_PD_AUDIO_ENCODING_BITRATE: Guid = Guid::from_u128(0x6c990d35_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_AUDIO_ISVARIABLEBITRATE`.
pub const MF_PD_AUDIO_ISVARIABLEBITRATE: Guid = Guid::from_u128(0x33026ee0_e387_4582_ae0a_34a2ad3baa18);
/// `MF_PD_DURATION`.
pub const MF_PD_DURATION: Guid = Guid::from_u128(0x6c990d33_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_LAST_MODIFIED_TIME`.
pub const MF_PD_LAST_MODIFIED_TIME: Guid = Guid::from_u128(0x6c990d38_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_MIME_TYPE`.
pub const MF_PD_MIME_TYPE: Guid = Guid::from_u128(0x6c990d37_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_PLAYBACK_BOUNDARY_TIME`.
pub const MF_PD_PLAYBACK_BOUNDARY_TIME: Guid = Guid::from_u128(0x6c990d3b_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_PLAYBACK_ELEMENT_ID`.
pub const MF_PD_PLAYBACK_ELEMENT_ID: Guid = Guid::from_u128(0x6c990d39_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_PMPHOST_CONTEXT`.
pub const MF_PD_PMPHOST_CONTEXT: Guid = Guid::from_u128(0x6c990d31_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_PREFERRED_LANGUAGE`.
pub const MF_PD_PREFERRED_LANGUAGE: Guid = Guid::from_u128(0x6c990d3a_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_SAMI_STYLELIST`.
pub const MF_PD_SAMI_STYLELIST: Guid = Guid::from_u128(0xe0b73c7f_486d_484e_9872_4de5192a7bf8);
/// `MF_PD_TOTAL_FILE_SIZE`.
pub const MF_PD_TOTAL_FILE_SIZE: Guid = Guid::from_u128(0x6c990d34_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_PD_VIDEO_ENCODING_BITRATE`.
pub const MF_PD_VIDEO_ENCODING_BITRATE: Guid = Guid::from_u128(0x6c990d36_bb8e_477a_8598_0d5d96fcd88a);
/// `MF_QUALITY_NOTIFY_PROCESSING_LATENCY`.
pub const MF_QUALITY_NOTIFY_PROCESSING_LATENCY: Guid =
    Guid::from_u128(0xf6b44af8_604d_46fe_a95d_45479b10c9bc);
/// `MF_QUALITY_NOTIFY_SAMPLE_LAG`.
pub const MF_QUALITY_NOTIFY_SAMPLE_LAG: Guid = Guid::from_u128(0x30d15206_ed2a_4760_be17_eb4a9f12295c);
/// `MF_QUALITY_SERVICES`.
pub const MF_QUALITY_SERVICES: Guid = Guid::from_u128(0xb7e2be11_2f96_4640_b52c_282365bdf16c);
/// `MF_RATE_CONTROL_SERVICE`.
pub const MF_RATE_CONTROL_SERVICE: Guid = Guid::from_u128(0x866fa297_b802_4bf8_9dc9_5e3b6a9f53c9);
/// `MF_READWRITE_D3D_OPTIONAL`.
pub const MF_READWRITE_D3D_OPTIONAL: Guid = Guid::from_u128(0x216479d9_3071_42ca_bb6c_4c22102e1d18);
/// `MF_READWRITE_DISABLE_CONVERTERS`.
pub const MF_READWRITE_DISABLE_CONVERTERS: Guid = Guid::from_u128(0x98d5b065_1374_4847_8d5d_31520fee7156);
/// `MF_READWRITE_ENABLE_AUTOFINALIZE`.
pub const MF_READWRITE_ENABLE_AUTOFINALIZE: Guid = Guid::from_u128(0xdd7ca129_8cd1_4dc5_9dde_ce168675de61);
/// `MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS`.
pub const MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS: Guid =
    Guid::from_u128(0xa634a91c_822b_41b9_a494_4de4643612b0);
/// `MF_READWRITE_MMCSS_CLASS`.
pub const MF_READWRITE_MMCSS_CLASS: Guid = Guid::from_u128(0x39384300_d0eb_40b1_87a0_3318871b5a53);
/// `MF_READWRITE_MMCSS_CLASS_AUDIO`.
pub const MF_READWRITE_MMCSS_CLASS_AUDIO: Guid = Guid::from_u128(0x430847da_0890_4b0e_938c_054332c547e1);
/// `MF_READWRITE_MMCSS_PRIORITY`.
pub const MF_READWRITE_MMCSS_PRIORITY: Guid = Guid::from_u128(0x43ad19ce_f33f_4ba9_a580_e4cd12f2d144);
/// `MF_READWRITE_MMCSS_PRIORITY_AUDIO`.
pub const MF_READWRITE_MMCSS_PRIORITY_AUDIO: Guid = Guid::from_u128(0x273db885_2de2_4db2_a6a7_fdb66fb40b61);
/// `MF_SAMPLEGRABBERSINK_IGNORE_CLOCK`.
pub const MF_SAMPLEGRABBERSINK_IGNORE_CLOCK: Guid = Guid::from_u128(0x0efda2c0_2b69_4e2e_ab8d_46dcbff7d25d);
/// `MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET`.
pub const MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET: Guid =
    Guid::from_u128(0x62e3d776_8100_4e03_a6e8_bd3857ac9c47);
/// `MF_SA_AUDIO_ENDPOINT_AWARE`.
pub const MF_SA_AUDIO_ENDPOINT_AWARE: Guid = Guid::from_u128(0xc0381701_805c_42b2_ac8d_e2b4bf21f4f8);
/// `MF_SA_BUFFERS_PER_SAMPLE`.
pub const MF_SA_BUFFERS_PER_SAMPLE: Guid = Guid::from_u128(0x873c5171_1e3d_4e25_988d_b433ce041983);
/// `MF_SA_D3D11_ALLOCATE_DISPLAYABLE_RESOURCES`.
pub const MF_SA_D3D11_ALLOCATE_DISPLAYABLE_RESOURCES: Guid =
    Guid::from_u128(0xeeface6d_2ea9_4adf_bbdf_7bbc482a1b6d);
/// `MF_SA_D3D11_ALLOW_DYNAMIC_YUV_TEXTURE`.
pub const MF_SA_D3D11_ALLOW_DYNAMIC_YUV_TEXTURE: Guid =
    Guid::from_u128(0xce06d49f_0613_4b9d_86a6_d8c4f9c10075);
/// `MF_SA_D3D11_AWARE`.
pub const MF_SA_D3D11_AWARE: Guid = Guid::from_u128(0x206b4fc8_fcf9_4c51_afe3_9764369e33a0);
/// `MF_SA_D3D11_BINDFLAGS`.
pub const MF_SA_D3D11_BINDFLAGS: Guid = Guid::from_u128(0xeacf97ad_065c_4408_bee3_fdcbfd128be2);
/// `MF_SA_D3D11_HW_PROTECTED`.
pub const MF_SA_D3D11_HW_PROTECTED: Guid = Guid::from_u128(0x3a8ba9d9_92ca_4307_a391_6999dbf3b6ce);
/// `MF_SA_D3D11_SHARED`.
pub const MF_SA_D3D11_SHARED: Guid = Guid::from_u128(0x7b8f32c3_6d96_4b89_9203_dd38b61414f3);
/// `MF_SA_D3D11_SHARED_WITHOUT_MUTEX`.
pub const MF_SA_D3D11_SHARED_WITHOUT_MUTEX: Guid = Guid::from_u128(0x39dbd44d_2e44_4931_a4c8_352d3dc42115);
/// `MF_SA_D3D11_USAGE`.
pub const MF_SA_D3D11_USAGE: Guid = Guid::from_u128(0xe85fe442_2ca3_486e_a9c7_109dda609880);
/// `MF_SA_D3D12_CLEAR_VALUE`.
pub const MF_SA_D3D12_CLEAR_VALUE: Guid = Guid::from_u128(0x86ba9a39_0526_495d_9ab5_54ec9fad6fc3);
/// `MF_SA_D3D12_HEAP_FLAGS`.
pub const MF_SA_D3D12_HEAP_FLAGS: Guid = Guid::from_u128(0x496b3266_d28f_4f8c_93a7_4a596b1a31a1);
/// `MF_SA_D3D12_HEAP_TYPE`.
pub const MF_SA_D3D12_HEAP_TYPE: Guid = Guid::from_u128(0x56f26a76_bbc1_4ce0_bb11_e22368d874ed);
/// `MF_SA_D3D_AWARE`.
pub const MF_SA_D3D_AWARE: Guid = Guid::from_u128(0xeaa35c29_775e_488e_9b61_b3283e49583b);
/// `MF_SA_MINIMUM_OUTPUT_SAMPLE_COUNT`.
pub const MF_SA_MINIMUM_OUTPUT_SAMPLE_COUNT: Guid = Guid::from_u128(0x851745d5_c3d6_476d_9527_498ef2d10d18);
/// `MF_SA_MINIMUM_OUTPUT_SAMPLE_COUNT_PROGRESSIVE`.
pub const MF_SA_MINIMUM_OUTPUT_SAMPLE_COUNT_PROGRESSIVE: Guid =
    Guid::from_u128(0x0f5523a5_1cb2_47c5_a550_2eeb84b4d14a);
/// `MF_SA_REQUIRED_SAMPLE_COUNT`.
pub const MF_SA_REQUIRED_SAMPLE_COUNT: Guid = Guid::from_u128(0x18802c61_324b_4952_abd0_176ff5c696ff);
/// `MF_SA_REQUIRED_SAMPLE_COUNT_PROGRESSIVE`.
pub const MF_SA_REQUIRED_SAMPLE_COUNT_PROGRESSIVE: Guid =
    Guid::from_u128(0xb172d58e_fa77_4e48_8d2a_1df2d850eac2);
/// `MF_SD_AMBISONICS_SAMPLE3D_DESCRIPTION`.
pub const MF_SD_AMBISONICS_SAMPLE3D_DESCRIPTION: Guid =
    Guid::from_u128(0xf715cf3e_a964_4c3f_94ae_9d6ba7264641);
/// `MF_SD_ASF_EXTSTRMPROP_AVG_BUFFERSIZE`.
pub const MF_SD_ASF_EXTSTRMPROP_AVG_BUFFERSIZE: Guid =
    Guid::from_u128(0x48f8a524_305d_422d_8524_2502dda33680);
/// `MF_SD_ASF_EXTSTRMPROP_AVG_DATA_BITRATE`.
pub const MF_SD_ASF_EXTSTRMPROP_AVG_DATA_BITRATE: Guid =
    Guid::from_u128(0x48f8a523_305d_422d_8524_2502dda33680);
/// `MF_SD_ASF_EXTSTRMPROP_LANGUAGE_ID_INDEX`.
pub const MF_SD_ASF_EXTSTRMPROP_LANGUAGE_ID_INDEX: Guid =
    Guid::from_u128(0x48f8a522_305d_422d_8524_2502dda33680);
/// `MF_SD_ASF_EXTSTRMPROP_MAX_BUFFERSIZE`.
pub const MF_SD_ASF_EXTSTRMPROP_MAX_BUFFERSIZE: Guid =
    Guid::from_u128(0x48f8a526_305d_422d_8524_2502dda33680);
/// `MF_SD_ASF_EXTSTRMPROP_MAX_DATA_BITRATE`.
pub const MF_SD_ASF_EXTSTRMPROP_MAX_DATA_BITRATE: Guid =
    Guid::from_u128(0x48f8a525_305d_422d_8524_2502dda33680);
/// `MF_SD_ASF_METADATA_DEVICE_CONFORMANCE_TEMPLATE`.
pub const MF_SD_ASF_METADATA_DEVICE_CONFORMANCE_TEMPLATE: Guid =
    Guid::from_u128(0x245e929d_c44e_4f7e_bb3c_77d4dfd27f8a);
/// `MF_SD_ASF_STREAMBITRATES_BITRATE`.
pub const MF_SD_ASF_STREAMBITRATES_BITRATE: Guid = Guid::from_u128(0xa8e182ed_afc8_43d0_b0d1_f65bad9da558);
/// `MF_SD_AUDIO_ENCODER_DELAY`.
pub const MF_SD_AUDIO_ENCODER_DELAY: Guid = Guid::from_u128(0x8e85422c_73de_403f_9a35_550ad6e8b951);
/// `MF_SD_AUDIO_ENCODER_PADDING`.
pub const MF_SD_AUDIO_ENCODER_PADDING: Guid = Guid::from_u128(0x529c7f2c_ac4b_4e3f_bfc3_0902194982cb);
/// `MF_SD_LANGUAGE`.
pub const MF_SD_LANGUAGE: Guid = Guid::from_u128(0x00af2180_bdc2_423c_abca_f503593bc121);
/// `MF_SD_MEDIASOURCE_STATUS`.
pub const MF_SD_MEDIASOURCE_STATUS: Guid = Guid::from_u128(0x1913678b_fc0f_44da_8f43_1ba3b526f4ae);
/// `MF_SD_MUTUALLY_EXCLUSIVE`.
pub const MF_SD_MUTUALLY_EXCLUSIVE: Guid = Guid::from_u128(0x023ef79c_388d_487f_ac17_696cd6e3c6f5);
/// `MF_SD_PROTECTED`.
pub const MF_SD_PROTECTED: Guid = Guid::from_u128(0x00af2181_bdc2_423c_abca_f503593bc121);
/// `MF_SD_SAMI_LANGUAGE`.
pub const MF_SD_SAMI_LANGUAGE: Guid = Guid::from_u128(0x36fcb98a_6cd0_44cb_acb9_a8f5600dd0bb);
/// `MF_SD_STREAM_NAME`.
pub const MF_SD_STREAM_NAME: Guid = Guid::from_u128(0x4f1b099d_d314_41e5_a781_7fefaa4c501f);
/// `MF_SD_VIDEO_SPHERICAL`.
pub const MF_SD_VIDEO_SPHERICAL: Guid = Guid::from_u128(0xa51da449_3fdc_478c_bcb5_30be76595f55);
/// `MF_SD_VIDEO_SPHERICAL_FORMAT`.
pub const MF_SD_VIDEO_SPHERICAL_FORMAT: Guid = Guid::from_u128(0x4a8fc407_6ea1_46c8_b567_6971d4a139c3);
/// `MF_SD_VIDEO_SPHERICAL_INITIAL_VIEWDIRECTION`.
pub const MF_SD_VIDEO_SPHERICAL_INITIAL_VIEWDIRECTION: Guid =
    Guid::from_u128(0x11d25a49_bb62_467f_9db1_c17165716c49);
/// `MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME`.
pub const MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME: Guid =
    Guid::from_u128(0x190e852f_6238_42d1_b5af_69ea338ef850);
/// `MF_SESSION_CONTENT_PROTECTION_MANAGER`.
pub const MF_SESSION_CONTENT_PROTECTION_MANAGER: Guid =
    Guid::from_u128(0x1e83d482_1f1c_4571_8405_88f4b2181f74);
/// `MF_SESSION_GLOBAL_TIME`.
pub const MF_SESSION_GLOBAL_TIME: Guid = Guid::from_u128(0x1e83d482_1f1c_4571_8405_88f4b2181f72);
/// `MF_SESSION_QUALITY_MANAGER`.
pub const MF_SESSION_QUALITY_MANAGER: Guid = Guid::from_u128(0x1e83d482_1f1c_4571_8405_88f4b2181f73);
/// `MF_SESSION_REMOTE_SOURCE_MODE`.
pub const MF_SESSION_REMOTE_SOURCE_MODE: Guid = Guid::from_u128(0xf4033ef4_9bb3_4378_941f_85a0856bc244);
/// `MF_SESSION_SERVER_CONTEXT`.
pub const MF_SESSION_SERVER_CONTEXT: Guid = Guid::from_u128(0xafe5b291_50fa_46e8_b9be_0c0c3ce4b3a5);
/// `MF_SESSION_TOPOLOADER`.
pub const MF_SESSION_TOPOLOADER: Guid = Guid::from_u128(0x1e83d482_1f1c_4571_8405_88f4b2181f71);
/// `MF_SINK_WRITER_ASYNC_CALLBACK`.
pub const MF_SINK_WRITER_ASYNC_CALLBACK: Guid = Guid::from_u128(0x48cb183e_7b0b_46f4_822e_5e1d2dda4354);
/// `MF_SINK_WRITER_D3D_MANAGER`.
pub const MF_SINK_WRITER_D3D_MANAGER: Guid = Guid::from_u128(0xec822da2_e1e9_4b29_a0d8_563c719f5269);
/// `MF_SINK_WRITER_DISABLE_THROTTLING`.
pub const MF_SINK_WRITER_DISABLE_THROTTLING: Guid = Guid::from_u128(0x08b845d8_2b74_4afe_9d53_be16d2d5ae4f);
/// `MF_SINK_WRITER_ENCODER_CONFIG`.
pub const MF_SINK_WRITER_ENCODER_CONFIG: Guid = Guid::from_u128(0xad91cd04_a7cc_4ac7_99b6_a57b9a4a7c70);
/// `MF_SOURCE_READER_ASYNC_CALLBACK`.
pub const MF_SOURCE_READER_ASYNC_CALLBACK: Guid = Guid::from_u128(0x1e3dbeac_bb43_4c35_b507_cd644464c965);
/// `MF_SOURCE_READER_D3D11_BIND_FLAGS`.
pub const MF_SOURCE_READER_D3D11_BIND_FLAGS: Guid = Guid::from_u128(0x33f3197b_f73a_4e14_8d85_0e4c4368788d);
/// `MF_SOURCE_READER_D3D_MANAGER`.
pub const MF_SOURCE_READER_D3D_MANAGER: Guid = Guid::from_u128(0xec822da2_e1e9_4b29_a0d8_563c719f5269);
/// `MF_SOURCE_READER_DISABLE_CAMERA_PLUGINS`.
pub const MF_SOURCE_READER_DISABLE_CAMERA_PLUGINS: Guid =
    Guid::from_u128(0x9d3365dd_058f_4cfb_9f97_b314cc99c8ad);
/// `MF_SOURCE_READER_DISABLE_DXVA`.
pub const MF_SOURCE_READER_DISABLE_DXVA: Guid = Guid::from_u128(0xaa456cfd_3943_4a1e_a77d_1838c0ea2e35);
/// `MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN`.
pub const MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN: Guid =
    Guid::from_u128(0x56b67165_219e_456d_a22e_2d3004c7fe56);
/// `MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING`.
pub const MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING: Guid =
    Guid::from_u128(0x0f81da2c_b537_4672_a8b2_a681b17307a3);
/// `MF_SOURCE_READER_ENABLE_TRANSCODE_ONLY_TRANSFORMS`.
pub const MF_SOURCE_READER_ENABLE_TRANSCODE_ONLY_TRANSFORMS: Guid =
    Guid::from_u128(0xdfd4f008_b5fd_4e78_ae44_62a1e67bbe27);
/// `MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING`.
pub const MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING: Guid =
    Guid::from_u128(0xfb394f3d_ccf1_42ee_bbb3_f9b845d5681d);
/// `MF_SOURCE_READER_MEDIASOURCE_CHARACTERISTICS`.
pub const MF_SOURCE_READER_MEDIASOURCE_CHARACTERISTICS: Guid =
    Guid::from_u128(0x6d23f5c8_c5d7_4a9b_9971_5d11f8bca880);
/// `MF_SOURCE_READER_MEDIASOURCE_CONFIG`.
pub const MF_SOURCE_READER_MEDIASOURCE_CONFIG: Guid = Guid::from_u128(0x9085abeb_0354_48f9_abb5_200df838c68e);
/// `MF_TIMECODE_SERVICE`.
pub const MF_TIMECODE_SERVICE: Guid = Guid::from_u128(0xa0d502a7_0eb3_4885_b1b9_9feb0d083454);
/// `MF_TIME_FORMAT_ENTRY_RELATIVE`.
pub const MF_TIME_FORMAT_ENTRY_RELATIVE: Guid = Guid::from_u128(0x4399f178_46d3_4504_afda_20d32e9ba360);
/// `MF_TIME_FORMAT_SEGMENT_OFFSET`.
pub const MF_TIME_FORMAT_SEGMENT_OFFSET: Guid = Guid::from_u128(0xc8b8be77_869c_431d_812e_169693f65a39);
/// `MF_TOPOLOGY_DXVA_MODE`.
pub const MF_TOPOLOGY_DXVA_MODE: Guid = Guid::from_u128(0x1e8d34f6_f5ab_4e23_bb88_874aa3a1a74d);
/// `MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED`.
pub const MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED: Guid =
    Guid::from_u128(0xd529950b_d484_4527_a9cd_b1909532b5b0);
/// `MF_TOPOLOGY_ENABLE_XVP_FOR_PLAYBACK`.
pub const MF_TOPOLOGY_ENABLE_XVP_FOR_PLAYBACK: Guid = Guid::from_u128(0x1967731f_cd78_42fc_b026_0992a56e5693);
/// `MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES`.
pub const MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES: Guid = Guid::from_u128(0x6248c36d_5d0b_4f40_a0bb_b0b305f77698);
/// `MF_TOPOLOGY_HARDWARE_MODE`.
pub const MF_TOPOLOGY_HARDWARE_MODE: Guid = Guid::from_u128(0xd2d362fd_4e4f_4191_a579_c618b66706af);
/// `MF_TOPOLOGY_NO_MARKIN_MARKOUT`.
pub const MF_TOPOLOGY_NO_MARKIN_MARKOUT: Guid = Guid::from_u128(0x7ed3f804_86bb_4b3f_b7e4_7cb43afd4b80);
/// `MF_TOPOLOGY_PLAYBACK_FRAMERATE`.
pub const MF_TOPOLOGY_PLAYBACK_FRAMERATE: Guid = Guid::from_u128(0xc164737a_c2b1_4553_83bb_5a526072448f);
/// `MF_TOPOLOGY_PLAYBACK_MAX_DIMS`.
pub const MF_TOPOLOGY_PLAYBACK_MAX_DIMS: Guid = Guid::from_u128(0x5715cf19_5768_44aa_ad6e_8721f1b0f9bb);
/// `MF_TOPOLOGY_PROJECTSTART`.
pub const MF_TOPOLOGY_PROJECTSTART: Guid = Guid::from_u128(0x7ed3f802_86bb_4b3f_b7e4_7cb43afd4b80);
/// `MF_TOPOLOGY_PROJECTSTOP`.
pub const MF_TOPOLOGY_PROJECTSTOP: Guid = Guid::from_u128(0x7ed3f803_86bb_4b3f_b7e4_7cb43afd4b80);
/// `MF_TOPOLOGY_RESOLUTION_STATUS`.
pub const MF_TOPOLOGY_RESOLUTION_STATUS: Guid = Guid::from_u128(0x494bbcde_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH`.
pub const MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH: Guid =
    Guid::from_u128(0xc8cc113f_7951_4548_aad6_9ed6202e62b3);
/// `MF_TOPOLOGY_STATIC_PLAYBACK_OPTIMIZATIONS`.
pub const MF_TOPOLOGY_STATIC_PLAYBACK_OPTIMIZATIONS: Guid =
    Guid::from_u128(0xb86cac42_41a6_4b79_897a_1ab0e52b4a1b);
/// `MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE`.
pub const MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE: Guid =
    Guid::from_u128(0x65656e1a_077f_4472_83ef_316f11d5087a);
/// `MF_TOPONODE_CONNECT_METHOD`.
pub const MF_TOPONODE_CONNECT_METHOD: Guid = Guid::from_u128(0x494bbcf1_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_D3DAWARE`.
pub const MF_TOPONODE_D3DAWARE: Guid = Guid::from_u128(0x494bbced_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_DECODER`.
pub const MF_TOPONODE_DECODER: Guid = Guid::from_u128(0x494bbd02_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_DECRYPTOR`.
pub const MF_TOPONODE_DECRYPTOR: Guid = Guid::from_u128(0x494bbcfa_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_DISABLE_PREROLL`.
pub const MF_TOPONODE_DISABLE_PREROLL: Guid = Guid::from_u128(0x14932f9e_9087_4bb4_8412_5167145cbe04);
/// `MF_TOPONODE_DISCARDABLE`.
pub const MF_TOPONODE_DISCARDABLE: Guid = Guid::from_u128(0x494bbcfb_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_DRAIN`.
pub const MF_TOPONODE_DRAIN: Guid = Guid::from_u128(0x494bbce9_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_ERRORCODE`.
pub const MF_TOPONODE_ERRORCODE: Guid = Guid::from_u128(0x494bbcee_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_ERROR_MAJORTYPE`.
pub const MF_TOPONODE_ERROR_MAJORTYPE: Guid = Guid::from_u128(0x494bbcfd_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_ERROR_SUBTYPE`.
pub const MF_TOPONODE_ERROR_SUBTYPE: Guid = Guid::from_u128(0x494bbcfe_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_FLUSH`.
pub const MF_TOPONODE_FLUSH: Guid = Guid::from_u128(0x494bbce8_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_LOCKED`.
pub const MF_TOPONODE_LOCKED: Guid = Guid::from_u128(0x494bbcf7_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_MARKIN_HERE`.
pub const MF_TOPONODE_MARKIN_HERE: Guid = Guid::from_u128(0x494bbd00_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_MARKOUT_HERE`.
pub const MF_TOPONODE_MARKOUT_HERE: Guid = Guid::from_u128(0x494bbd01_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_MEDIASTART`.
pub const MF_TOPONODE_MEDIASTART: Guid = Guid::from_u128(0x835c58ea_e075_4bc7_bcba_4de000df9ae6);
/// `MF_TOPONODE_MEDIASTOP`.
pub const MF_TOPONODE_MEDIASTOP: Guid = Guid::from_u128(0x835c58eb_e075_4bc7_bcba_4de000df9ae6);
/// `MF_TOPONODE_NOSHUTDOWN_ON_REMOVE`.
pub const MF_TOPONODE_NOSHUTDOWN_ON_REMOVE: Guid = Guid::from_u128(0x14932f9c_9087_4bb4_8412_5167145cbe04);
/// `MF_TOPONODE_PRESENTATION_DESCRIPTOR`.
pub const MF_TOPONODE_PRESENTATION_DESCRIPTOR: Guid = Guid::from_u128(0x835c58ed_e075_4bc7_bcba_4de000df9ae6);
/// `MF_TOPONODE_PRIMARYOUTPUT`.
pub const MF_TOPONODE_PRIMARYOUTPUT: Guid = Guid::from_u128(0x6304ef99_16b2_4ebe_9d67_e4c539b3a259);
/// `MF_TOPONODE_RATELESS`.
pub const MF_TOPONODE_RATELESS: Guid = Guid::from_u128(0x14932f9d_9087_4bb4_8412_5167145cbe04);
/// `MF_TOPONODE_SEQUENCE_ELEMENTID`.
pub const MF_TOPONODE_SEQUENCE_ELEMENTID: Guid = Guid::from_u128(0x835c58ef_e075_4bc7_bcba_4de000df9ae6);
/// `MF_TOPONODE_SOURCE`.
pub const MF_TOPONODE_SOURCE: Guid = Guid::from_u128(0x835c58ec_e075_4bc7_bcba_4de000df9ae6);
/// `MF_TOPONODE_STREAMID`.
pub const MF_TOPONODE_STREAMID: Guid = Guid::from_u128(0x14932f9b_9087_4bb4_8412_5167145cbe04);
/// `MF_TOPONODE_STREAM_DESCRIPTOR`.
pub const MF_TOPONODE_STREAM_DESCRIPTOR: Guid = Guid::from_u128(0x835c58ee_e075_4bc7_bcba_4de000df9ae6);
/// `MF_TOPONODE_TRANSFORM_OBJECTID`.
pub const MF_TOPONODE_TRANSFORM_OBJECTID: Guid = Guid::from_u128(0x88dcc0c9_293e_4e8b_9aeb_0ad64cc016b0);
/// `MF_SCRUBBING_SERVICE`.
pub const MF_SCRUBBING_SERVICE: Guid = Guid::from_u128(0xdd0ac3d8_40e3_4128_ac48_c0add067b714);
/// `MF_TOPONODE_WORKQUEUE_ID`.
pub const MF_TOPONODE_WORKQUEUE_ID: Guid = Guid::from_u128(0x494bbcf8_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY`.
pub const MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY: Guid = Guid::from_u128(0xa1ff99be_5e97_4a53_b494_568c642c0ff3);
/// `MF_TOPONODE_WORKQUEUE_MMCSS_CLASS`.
pub const MF_TOPONODE_WORKQUEUE_MMCSS_CLASS: Guid = Guid::from_u128(0x494bbcf9_b031_4e38_97c4_d5422dd618dc);
/// `MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY`.
pub const MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY: Guid =
    Guid::from_u128(0x5001f840_2816_48f4_9364_ad1ef661a123);
/// `MF_TOPONODE_WORKQUEUE_MMCSS_TASKID`.
pub const MF_TOPONODE_WORKQUEUE_MMCSS_TASKID: Guid = Guid::from_u128(0x494bbcff_b031_4e38_97c4_d5422dd618dc);
/// `MF_TRANSCODE_ADJUST_PROFILE`.
pub const MF_TRANSCODE_ADJUST_PROFILE: Guid = Guid::from_u128(0x9c37c21b_060f_487c_a690_80d7f50d1c72);
/// `MF_TRANSCODE_CONTAINERTYPE`.
pub const MF_TRANSCODE_CONTAINERTYPE: Guid = Guid::from_u128(0x150ff23f_4abc_478b_ac4f_e1916fba1cca);
/// `MF_TRANSCODE_DONOT_INSERT_ENCODER`.
pub const MF_TRANSCODE_DONOT_INSERT_ENCODER: Guid = Guid::from_u128(0xf45aa7ce_ab24_4012_a11b_dc8220201410);
/// `MF_TRANSCODE_ENCODINGPROFILE`.
pub const MF_TRANSCODE_ENCODINGPROFILE: Guid = Guid::from_u128(0x6947787c_f508_4ea9_b1e9_a1fe3a49fbc9);
/// `MF_TRANSCODE_QUALITYVSSPEED`.
pub const MF_TRANSCODE_QUALITYVSSPEED: Guid = Guid::from_u128(0x98332df8_03cd_476b_89fa_3f9e442dec9f);
/// `MF_TRANSCODE_SKIP_METADATA_TRANSFER`.
pub const MF_TRANSCODE_SKIP_METADATA_TRANSFER: Guid = Guid::from_u128(0x4e4469ef_b571_4959_8f83_3dcfba33a393);
/// `MF_TRANSCODE_TOPOLOGYMODE`.
pub const MF_TRANSCODE_TOPOLOGYMODE: Guid = Guid::from_u128(0x3e3df610_394a_40b2_9dea_3bab650bebf2);
/// `MF_TRANSFORM_ASYNC`.
pub const MF_TRANSFORM_ASYNC: Guid = Guid::from_u128(0xf81a699a_649a_497d_8c73_29f8fed6ad7a);
/// `MF_TRANSFORM_ASYNC_UNLOCK`.
pub const MF_TRANSFORM_ASYNC_UNLOCK: Guid = Guid::from_u128(0xe5666d6b_3422_4eb6_a421_da7db1f8e207);
/// `MF_TRANSFORM_CATEGORY_Attribute`.
pub const MF_TRANSFORM_CATEGORY_Attribute: Guid = Guid::from_u128(0xceabba49_506d_4757_a6ff_66c184987e4e);
/// `MF_TRANSFORM_FLAGS_Attribute`.
pub const MF_TRANSFORM_FLAGS_Attribute: Guid = Guid::from_u128(0x9359bb7e_6275_46c4_a025_1c01e45f1a86);
/// `MF_WORKQUEUE_SERVICES`.
pub const MF_WORKQUEUE_SERVICES: Guid = Guid::from_u128(0x8e37d489_41e0_413a_9068_287c886d8dda);
/// `MR_AUDIO_POLICY_SERVICE`.
pub const MR_AUDIO_POLICY_SERVICE: Guid = Guid::from_u128(0x911fd737_6775_4ab0_a614_297862fdac88);
/// `MR_BUFFER_SERVICE`.
pub const MR_BUFFER_SERVICE: Guid = Guid::from_u128(0xa562248c_9ac6_4ffc_9fba_3af8f8ad1a4d);
/// `MR_CAPTURE_POLICY_VOLUME_SERVICE`.
pub const MR_CAPTURE_POLICY_VOLUME_SERVICE: Guid = Guid::from_u128(0x24030acd_107a_4265_975c_414e33e65f2a);
/// `MR_POLICY_VOLUME_SERVICE`.
pub const MR_POLICY_VOLUME_SERVICE: Guid = Guid::from_u128(0x1abaa2ac_9d3b_47c6_ab48_c59506de784d);
/// `MR_STREAM_VOLUME_SERVICE`.
pub const MR_STREAM_VOLUME_SERVICE: Guid = Guid::from_u128(0xf8b5fa2f_32ef_46f5_b172_1321212fb2c4);
/// `MR_VIDEO_ACCELERATION_SERVICE`.
pub const MR_VIDEO_ACCELERATION_SERVICE: Guid = Guid::from_u128(0xefef5175_5c7d_4ce2_bbbd_34ff8bca6554);
/// `MR_VIDEO_MIXER_SERVICE`.
pub const MR_VIDEO_MIXER_SERVICE: Guid = Guid::from_u128(0x073cd2fc_6cf4_40b7_8859_e89552c841f8);
/// `MR_VIDEO_RENDER_SERVICE`.
pub const MR_VIDEO_RENDER_SERVICE: Guid = Guid::from_u128(0x1092a86c_ab1a_459a_a336_831fbc4d11ff);

/// The documented name of a GUID, if it is one of this table.
///
/// Where several documented names share a value, the alphabetically first one is returned.
pub fn name(guid: &Guid) -> Option<&'static str> {
    NAMES
        .binary_search_by_key(&guid.to_u128(), |&(value, _)| value)
        .ok()
        .and_then(|at| NAMES.get(at))
        .map(|&(_, name)| name)
}

// Sorted by value.
#[rustfmt::skip]
static NAMES: &[(u128, &str)] = &[
    (0x0000000000000010800000aa00389b71, "MFAudioFormat_Base"),
    (0x0000000100000010800000aa00389b71, "MFAudioFormat_PCM"),
    (0x0000000300000010800000aa00389b71, "MFAudioFormat_Float"),
    (0x0000000800000010800000aa00389b71, "MFAudioFormat_DTS"),
    (0x0000000900000010800000aa00389b71, "MFAudioFormat_DRM"),
    (0x0000000a00000010800000aa00389b71, "MFAudioFormat_MSP1"),
    (0x0000001400000010800000aa00389b71, "MFVideoFormat_RGB24"),
    (0x0000001500000010800000aa00389b71, "MFVideoFormat_ARGB32"),
    (0x0000001600000010800000aa00389b71, "MFImageFormat_RGB32"),
    (0x0000001700000010800000aa00389b71, "MFVideoFormat_RGB565"),
    (0x0000001800000010800000aa00389b71, "MFVideoFormat_RGB555"),
    (0x0000001f00000010800000aa00389b71, "MFVideoFormat_A2R10G10B10"),
    (0x0000002900000010800000aa00389b71, "MFVideoFormat_RGB8"),
    (0x0000003200000010800000aa00389b71, "MFVideoFormat_L8"),
    (0x0000005000000010800000aa00389b71, "MFAudioFormat_MPEG"),
    (0x0000005100000010800000aa00389b71, "MFVideoFormat_L16"),
    (0x0000005500000010800000aa00389b71, "MFAudioFormat_MP3"),
    (0x0000007100000010800000aa00389b71, "MFVideoFormat_A16B16G16R16F"),
    (0x0000009200000010800000aa00389b71, "MFAudioFormat_Dolby_AC3_SPDIF"),
    (0x0000016100000010800000aa00389b71, "MFAudioFormat_WMAudioV8"),
    (0x0000016200000010800000aa00389b71, "MFAudioFormat_WMAudioV9"),
    (0x0000016300000010800000aa00389b71, "MFAudioFormat_WMAudio_Lossless"),
    (0x0000016400000010800000aa00389b71, "MFAudioFormat_WMASPDIF"),
    (0x0000160000000010800000aa00389b71, "MFAudioFormat_ADTS"),
    (0x0000161000000010800000aa00389b71, "MFAudioFormat_AAC"),
    (0x00006c6100000010800000aa00389b71, "MFAudioFormat_ALAC"),
    (0x0000704f00000010800000aa00389b71, "MFAudioFormat_Opus"),
    (0x0000736100000010800000aa00389b71, "MFAudioFormat_AMR_NB"),
    (0x0000736200000010800000aa00389b71, "MFAudioFormat_AMR_WB"),
    (0x0000736300000010800000aa00389b71, "MFAudioFormat_AMR_WP"),
    (0x0000ac4000000010800000aa00389b71, "MFAudioFormat_Dolby_AC4"),
    (0x0000f1ac00000010800000aa00389b71, "MFAudioFormat_FLAC"),
    (0x00af2180bdc2423cabcaf503593bc121, "MF_SD_LANGUAGE"),
    (0x00af2181bdc2423cabcaf503593bc121, "MF_SD_PROTECTED"),
    (0x023ef79c388d487fac17696cd6e3c6f5, "MF_SD_MUTUALLY_EXCLUSIVE"),
    (0x025d5ad3621a475b964d66b1c824f079, "MFTranscodeContainerType_AMR"),
    (0x059c561e05ae4b61b69d55b61ee54a7b, "MFT_CATEGORY_MULTIPLEXER"),
    (0x073cd2fc6cf440b78859e89552c841f8, "MR_VIDEO_MIXER_SERVICE"),
    (0x08671772e36f4cff97b3d72e20987a48, "MFSampleExtension_3DVideo_SampleFormat"),
    (0x089e57c747d34a26bf9c4b64fafb5d1e, "MFSampleExtension_ForwardedDecodeUnitType"),
    (0x08b845d82b744afe9d53be16d2d5ae4f, "MF_SINK_WRITER_DISABLE_THROTTLING"),
    (0x093f81b14f2e463181687934032a01d3, "MFT_SUPPORT_3DVIDEO"),
    (0x094ba8bed723489f92fa766777b34726, "MF_MT_SPATIAL_AUDIO_OBJECT_METADATA_LENGTH"),
    (0x0a4940b2cfd647389d0298113734015a, "MF_MT_D3D12_RESOURCE_FLAG_ALLOW_SIMULTANEOUS_ACCESS"),
    (0x0d55054883174ab1845fd06306e293e3, "MFSampleExtension_Encryption_SkipByteBlock"),
    (0x0efda2c02b694e2eab8d46dcbff7d25d, "MF_SAMPLEGRABBERSINK_IGNORE_CLOCK"),
    (0x0f5523a51cb247c5a5502eeb84b4d14a, "MF_SA_MINIMUM_OUTPUT_SAMPLE_COUNT_PROGRESSIVE"),
    (0x0f81da2cb5374672a8b2a681b17307a3, "MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING"),
    (0x1092a86cab1a459aa336831fbc4d11ff, "MR_VIDEO_RENDER_SERVICE"),
    (0x11064c4836484ed0932e05ce8ac811b7, "MFT_CATEGORY_AUDIO_EFFECT"),
    (0x11aa80b4e0da47c6806096c1259ae50d, "MF_MT_SPATIAL_AUDIO_MAX_METADATA_ITEMS"),
    (0x11d25a49bb62467f9db1c17165716c49, "MF_SD_VIDEO_SPHERICAL_INITIAL_VIEWDIRECTION"),
    (0x12e17c21532c4a6e8a1c40825a736397, "MFT_CATEGORY_VIDEO_EFFECT"),
    (0x132fd27d0f0243dea30138fbbbb3834e, "MFTranscodeContainerType_ADTS"),
    (0x145cd8b492f44b238ae7e0df06c2da95, "MFT_CATEGORY_VIDEO_RENDERER_EFFECT"),
    (0x14932f9b90874bb484125167145cbe04, "MF_TOPONODE_STREAMID"),
    (0x14932f9c90874bb484125167145cbe04, "MF_TOPONODE_NOSHUTDOWN_ON_REMOVE"),
    (0x14932f9d90874bb484125167145cbe04, "MF_TOPONODE_RATELESS"),
    (0x14932f9e90874bb484125167145cbe04, "MF_TOPONODE_DISABLE_PREROLL"),
    (0x150ff23f4abc478bac4fe1916fba1cca, "MF_TRANSCODE_CONTAINERTYPE"),
    (0x1652c33dd6b24012b83472030849a37d, "MF_MT_FRAME_SIZE"),
    (0x168f1b4a3e91450faea7e4baeadae5ba, "MF_MT_MPEG2_HDCP"),
    (0x174f1e85fe26453db52e5bdd4e55b944, "MF_MT_D3D_RESOURCE_VERSION"),
    (0x177e5d74c3704a7a95a236833c01d0af, "MFSampleExtension_HDCP_StreamID"),
    (0x18802c61324b4952abd0176ff5c696ff, "MF_SA_REQUIRED_SAMPLE_COUNT"),
    (0x188120cbd7da4b599b3e9252fd37301c, "MFSampleExtension_GenKeyCtx"),
    (0x190e852f623842d1b5af69ea338ef850, "MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME"),
    (0x19124e7cad4b465fbb1820186287b6af, "MFSampleExtension_NALULengthInfo"),
    (0x1913678bfc0f44da8f431ba3b526f4ae, "MF_SD_MEDIASOURCE_STATUS"),
    (0x1967731fcd7842fcb0260992a56e5693, "MF_TOPOLOGY_ENABLE_XVP_FOR_PLAYBACK"),
    (0x19e4a5aa56624fc5a0c01758028e1057, "MFImageFormat_JPEG"),
    (0x1aab75c8cfef451cab95ac034b8e1731, "MF_MT_AUDIO_AVG_BYTES_PER_SECOND"),
    (0x1abaa2ac9d3b47c6ab48c59506de784d, "MR_POLICY_VOLUME_SERVICE"),
    (0x1cdbde1108b44311a6dd0f9f371907aa, "MFSampleExtension_MeanAbsoluteDifference"),
    (0x1e3dbeacbb434c35b507cd644464c965, "MF_SOURCE_READER_ASYNC_CALLBACK"),
    (0x1e43699969be4c7a936970068c0260cb, "MFSampleExtension_Timestamp"),
    (0x1e83d4821f1c4571840588f4b2181f71, "MF_SESSION_TOPOLOADER"),
    (0x1e83d4821f1c4571840588f4b2181f72, "MF_SESSION_GLOBAL_TIME"),
    (0x1e83d4821f1c4571840588f4b2181f73, "MF_SESSION_QUALITY_MANAGER"),
    (0x1e83d4821f1c4571840588f4b2181f74, "MF_SESSION_CONTENT_PROTECTION_MANAGER"),
    (0x1e8d34f6f5ab4e23bb88874aa3a1a74d, "MF_TOPOLOGY_DXVA_MODE"),
    (0x1ea2ef64ba164a368719fe7560ba32ad, "MF_EVENT_STREAM_METADATA_SYSTEMID"),
    (0x1eb9179ca01f48458c040e65a26eb04f, "MFSampleExtension_ChromaOnly"),
    (0x20332624fb0d4d9ebd0dcbf6786c102e, "MF_MT_AVG_BITRATE"),
    (0x206b4fc8fcf94c51afe39764369e33a0, "MF_SA_D3D11_AWARE"),
    (0x216479d9307142cabb6c4c22102e1d18, "MF_READWRITE_D3D_OPTIONAL"),
    (0x21a800f531894797bebaf13cd9a31a5e, "MF_MT_DEPTH_VALUE_UNIT"),
    (0x224d77e513914ffb9f41b432f68c611d, "MFSampleExtension_Encryption_Opaque_Data"),
    (0x24030acd107a4265975c414e33e65f2a, "MR_CAPTURE_POLICY_VOLUME_SERVICE"),
    (0x245e929dc44e4f7ebb3c77d4dfd27f8a, "MF_SD_ASF_METADATA_DEVICE_CONFORMANCE_TEMPLATE"),
    (0x249742151b7b41e48625ac469f2dedaa, "MF_MT_TIMESTAMP_CAN_BE_DTS"),
    (0x261e9d8395294b8fa1118b9c950a81a9, "MF_MT_MPEG4_SAMPLE_DESCRIPTION"),
    (0x263067d1d33045dcb66934d986e4e3e1, "MFStreamFormat_MPEG2Program"),
    (0x26f09068e74447dcaa03dbf20403bde6, "MFSampleExtension_ClosedCaption_CEA708"),
    (0x273db8852de24db2a6a7fdb66fb40b61, "MF_READWRITE_MMCSS_PRIORITY_AUDIO"),
    (0x2789671d389f40bb90d9c282f77f9abd, "MFSampleExtension_PacketCrossOffsets"),
    (0x28ee9fe3d48146a6b98a7f69d5280e82, "MF_MT_D3D12_CPU_READBACK"),
    (0x2ab71bc062234ba7ad647b94b47ae792, "MF_MT_SPATIAL_AUDIO_OBJECT_METADATA_FORMAT_ID"),
    (0x2b5d545755474f07b8c8b4a3a9a1daac, "MFSampleExtension_LastSlice"),
    (0x2c8fa20c82bb478290a098a2a5bd8ef8, "MFMediaType_Metadata"),
    (0x2ebe23a8faf5444aa6a2eb810880ab5d, "MFSampleExtension_CaptureMetadata"),
    (0x2f84e1c40da14788938e0dfbfbb34b48, "MF_MT_DV_VAUX_CTRL_PACK"),
    (0x2fb866acb0784942ab6c003d05cda674, "MFT_ENUM_HARDWARE_URL_Attribute"),
    (0x302ea3fcaa5f47f99f7ac2188bb16302, "MFT_CATEGORY_VIDEO_PROCESSOR"),
    (0x3031305000000010800000aa00389b71, "MFVideoFormat_P010"),
    (0x3031325000000010800000aa00389b71, "MFVideoFormat_P210"),
    (0x3031325900000010800000aa00389b71, "MFVideoFormat_Y210"),
    (0x3031327600000010800000aa00389b71, "MFVideoFormat_v210"),
    (0x3031345900000010800000aa00389b71, "MFVideoFormat_Y410"),
    (0x3031347600000010800000aa00389b71, "MFVideoFormat_v410"),
    (0x3031505600000010800000aa00389b71, "MFVideoFormat_VP10"),
    (0x3032344900000010800000aa00389b71, "MFVideoFormat_I420"),
    (0x3035766400000010800000aa00389b71, "MFVideoFormat_DV50"),
    (0x3038505600000010800000aa00389b71, "MFVideoFormat_VP80"),
    (0x3039505600000010800000aa00389b71, "MFVideoFormat_VP90"),
    (0x304d257c74934fbdb1499228de8d9a99, "MFSampleExtension_RepeatFirstField"),
    (0x30c5018d9a53454bad9e6d5f8fa7c43b, "MF_EVENT_TOPOLOGY_STATUS"),
    (0x30d15206ed2a4760be17eb4a9f12295c, "MF_QUALITY_NOTIFY_SAMPLE_LAG"),
    (0x3130564100000010800000aa00389b71, "MFVideoFormat_AV1"),
    (0x3131564e00000010800000aa00389b71, "MFVideoFormat_NV11"),
    (0x3132564e00000010800000aa00389b71, "MFVideoFormat_NV21"),
    (0x31344aa305a942b5901b8e9d4257f75e, "MFTranscodeContainerType_FLAC"),
    (0x3143565700000010800000aa00389b71, "MFVideoFormat_WVC1"),
    (0x3147504d00000010800000aa00389b71, "MFVideoFormat_MPG1"),
    (0x314ffbae5b414c959c194e7d586face3, "MFT_FRIENDLY_NAME_Attribute"),
    (0x3153534d00000010800000aa00389b71, "MFVideoFormat_MSS1"),
    (0x31564d5700000010800000aa00389b71, "MFVideoFormat_WMV1"),
    (0x3168766400000010800000aa00389b71, "MFVideoFormat_DVH1"),
    (0x31e3991df7014b2fb4268ae3bda9e04b, "MF_MT_MPEG2_FLAGS"),
    (0x321ea6fbdad946e4b31dd2eae7090e30, "MF_EVENT_DO_THINNING"),
    (0x322de2309eeb43bdab7aff412251541d, "MF_MT_AUDIO_BLOCK_ALIGNMENT"),
    (0x3231564e00000010800000aa00389b71, "MFVideoFormat_NV12"),
    (0x3231565900000010800000aa00389b71, "MFVideoFormat_YV12"),
    (0x3253344d00000010800000aa00389b71, "MFVideoFormat_M4S2"),
    (0x3253534d00000010800000aa00389b71, "MFVideoFormat_MSS2"),
    (0x32564d5700000010800000aa00389b71, "MFVideoFormat_WMV2"),
    (0x3259555900000010800000aa00389b71, "MFVideoFormat_YUY2"),
    (0x33026ee0e3874582ae0a34a2ad3baa18, "MF_PD_AUDIO_ISVARIABLEBITRATE"),
    (0x3334504d00000010800000aa00389b71, "MFVideoFormat_MP43"),
    (0x3336324800000010800000aa00389b71, "MFVideoFormat_H263"),
    (0x33564d5700000010800000aa00389b71, "MFVideoFormat_WMV3"),
    (0x33f3197bf73a4e148d850e4c4368788d, "MF_SOURCE_READER_D3D11_BIND_FLAGS"),
    (0x3414a43849984d2cbe82be3ca0b24d43, "MFSampleExtension_ROIRectangle"),
    (0x3434494100000010800000aa00389b71, "MFVideoFormat_AI44"),
    (0x3436324800000010800000aa00389b71, "MFVideoFormat_H264"),
    (0x34c5016744724f349ea0c49fbacf037d, "MFTranscodeContainerType_3GP"),
    (0x3532766400000010800000aa00389b71, "MFVideoFormat_DV25"),
    (0x3536324800000010800000aa00389b71, "MFVideoFormat_H265"),
    (0x359ce3a5af0049caa2f42ac94ca82b61, "MF_MT_H264_USAGE"),
    (0x3631305000000010800000aa00389b71, "MFVideoFormat_P016"),
    (0x3631325000000010800000aa00389b71, "MFVideoFormat_P216"),
    (0x3631325900000010800000aa00389b71, "MFVideoFormat_Y216"),
    (0x3631327600000010800000aa00389b71, "MFVideoFormat_v216"),
    (0x3631345900000010800000aa00389b71, "MFVideoFormat_Y416"),
    (0x36b7927c3d874a2a9196a21ad9e935e6, "MFAudioFormat_Dolby_AC4_V1"),
    (0x36fcb98a6cd044cbacb9a8f5600dd0bb, "MF_SD_SAMI_LANGUAGE"),
    (0x37e48bf5645e4c5b89deada9e29b696a, "MF_MT_AUDIO_NUM_CHANNELS"),
    (0x3884b5bce27743fd983d038aa8d9b605, "MFAudioFormat_Base_HDCP"),
    (0x39384300d0eb40b187a03318871b5a53, "MF_READWRITE_MMCSS_CLASS"),
    (0x3955565900000010800000aa00389b71, "MFVideoFormat_YVU9"),
    (0x39dbd44d2e444931a4c8352d3dc42115, "MF_SA_D3D11_SHARED_WITHOUT_MUTEX"),
    (0x3a8ba9d992ca4307a3916999dbf3b6ce, "MF_SA_D3D11_HW_PROTECTED"),
    (0x3aecb0cc035b4bcc81852b8d551ef3af, "MFT_ENUM_HARDWARE_VENDOR_ID_Attribute"),
    (0x3afd0cee18f24ba5a1108bea502e1f92, "MF_MT_COMPRESSED"),
    (0x3c036de73ad04c9e9216ee6d6ac21cb3, "MF_MT_MPEG_SEQUENCE_HEADER"),
    (0x3cf0e972454246879999585f565fba7d, "MFSampleExtension_Encryption_SEIData"),
    (0x3cfe0fe605c447dc9d704bdb2959720f, "MFVideoFormat_HEVC_HDCP"),
    (0x3de649b4d76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_FILE_ID"),
    (0x3de649b6d76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_CREATION_TIME"),
    (0x3de649b7d76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_PACKETS"),
    (0x3de649b8d76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_PLAY_DURATION"),
    (0x3de649b9d76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_SEND_DURATION"),
    (0x3de649bad76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_PREROLL"),
    (0x3de649bbd76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_FLAGS"),
    (0x3de649bcd76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_MIN_PACKET_SIZE"),
    (0x3de649bdd76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_MAX_PACKET_SIZE"),
    (0x3de649bed76d4e669ec978120fb4c7e3, "MF_PD_ASF_FILEPROPERTIES_MAX_BITRATE"),
    (0x3e23d4502c754d25a00eb91670d12327, "MF_MT_YUV_MATRIX"),
    (0x3e3df610394a40b29dea3bab650bebf2, "MF_TRANSCODE_TOPOLOGYMODE"),
    (0x3f40f4f056224ff8b6d8a17a584bee5e, "MFVideoFormat_H264_ES"),
    (0x3f5b106f6bc24ee3b7ed8902c18f5351, "MF_MT_VIDEO_NO_FRAME_ORDERING"),
    (0x3f60ef3631ef4daf8360940397e41ef3, "MFSampleExtension_TargetGlobalLuminance"),
    (0x41402d9d7b5743c6b1292cb997f15009, "MF_MT_DV_VAUX_SRC_PACK"),
    (0x419bce768b72400fadeb84b57d63484d, "MFAudioFormat_AAC_HDCP"),
    (0x424c754c97c848d68777fc41f7b60879, "MFSampleExtension_ForwardedDecodeUnits"),
    (0x430847da08904b0e938c054332c547e1, "MF_READWRITE_MMCSS_CLASS_AUDIO"),
    (0x430f6f6eb6bf4fc1a0bd9ee46eee2afb, "MFTranscodeContainerType_ASF"),
    (0x43483be649034314b0322951365936fc, "MFSampleExtension_DescrambleData"),
    (0x4356454800000010800000aa00389b71, "MFVideoFormat_HEVC"),
    (0x4399f17846d34504afda20d32e9ba360, "MF_TIME_FORMAT_ENTRY_RELATIVE"),
    (0x43ad19cef33f4ba9a580e4cd12f2d144, "MF_READWRITE_MMCSS_PRIORITY"),
    (0x441ca1ee6b1f4501903ade87df42f6ed, "MFSampleExtension_GenKeyFunc"),
    (0x45256d30721545769336b0f1bcd59bb2, "MF_MT_H264_MAX_MB_PER_SEC"),
    (0x45b37c1b8c704e59a7bea1e42c81c80d, "MFAudioFormat_DTS_XLL"),
    (0x47504a4d00000010800000aa00389b71, "MFVideoFormat_MJPG"),
    (0x475372138cfb4722aa34fbc9e24d77b8, "MF_MT_CUSTOM_VIDEO_PRIMARIES"),
    (0x47db84908b224f52afda9ce1b2d3cfa8, "MF_EVENT_SOURCE_CHARACTERISTICS"),
    (0x47db84918b224f52afda9ce1b2d3cfa8, "MF_EVENT_SOURCE_CHARACTERISTICS_OLD"),
    (0x47f9fcb52a024f26a477792fdf95886a, "MFSampleExtension_Spatial_CameraProjectionTransform"),
    (0x48cb183e7b0b46f4822e5e1d2dda4354, "MF_SINK_WRITER_ASYNC_CALLBACK"),
    (0x48eba18ef8c94687bf110a74c9f96a8f, "MF_MT_MAJOR_TYPE"),
    (0x48f8a522305d422d85242502dda33680, "MF_SD_ASF_EXTSTRMPROP_LANGUAGE_ID_INDEX"),
    (0x48f8a523305d422d85242502dda33680, "MF_SD_ASF_EXTSTRMPROP_AVG_DATA_BITRATE"),
    (0x48f8a524305d422d85242502dda33680, "MF_SD_ASF_EXTSTRMPROP_AVG_BUFFERSIZE"),
    (0x48f8a525305d422d85242502dda33680, "MF_SD_ASF_EXTSTRMPROP_MAX_DATA_BITRATE"),
    (0x48f8a526305d422d85242502dda33680, "MF_SD_ASF_EXTSTRMPROP_MAX_BUFFERSIZE"),
    (0x494bbcdeb0314e3897c4d5422dd618dc, "MF_TOPOLOGY_RESOLUTION_STATUS"),
    (0x494bbce8b0314e3897c4d5422dd618dc, "MF_TOPONODE_FLUSH"),
    (0x494bbce9b0314e3897c4d5422dd618dc, "MF_TOPONODE_DRAIN"),
    (0x494bbcedb0314e3897c4d5422dd618dc, "MF_TOPONODE_D3DAWARE"),
    (0x494bbceeb0314e3897c4d5422dd618dc, "MF_TOPONODE_ERRORCODE"),
    (0x494bbcf1b0314e3897c4d5422dd618dc, "MF_TOPONODE_CONNECT_METHOD"),
    (0x494bbcf7b0314e3897c4d5422dd618dc, "MF_TOPONODE_LOCKED"),
    (0x494bbcf8b0314e3897c4d5422dd618dc, "MF_TOPONODE_WORKQUEUE_ID"),
    (0x494bbcf9b0314e3897c4d5422dd618dc, "MF_TOPONODE_WORKQUEUE_MMCSS_CLASS"),
    (0x494bbcfab0314e3897c4d5422dd618dc, "MF_TOPONODE_DECRYPTOR"),
    (0x494bbcfbb0314e3897c4d5422dd618dc, "MF_TOPONODE_DISCARDABLE"),
    (0x494bbcfdb0314e3897c4d5422dd618dc, "MF_TOPONODE_ERROR_MAJORTYPE"),
    (0x494bbcfeb0314e3897c4d5422dd618dc, "MF_TOPONODE_ERROR_SUBTYPE"),
    (0x494bbcffb0314e3897c4d5422dd618dc, "MF_TOPONODE_WORKQUEUE_MMCSS_TASKID"),
    (0x494bbd00b0314e3897c4d5422dd618dc, "MF_TOPONODE_MARKIN_HERE"),
    (0x494bbd01b0314e3897c4d5422dd618dc, "MF_TOPONODE_MARKOUT_HERE"),
    (0x494bbd02b0314e3897c4d5422dd618dc, "MF_TOPONODE_DECODER"),
    (0x496b3266d28f4f8c93a74a596b1a31a1, "MF_SA_D3D12_HEAP_FLAGS"),
    (0x4a8fc4076ea146c8b5676971d4a139c3, "MF_SD_VIDEO_SPHERICAL_FORMAT"),
    (0x4b7f6bc38b1340b2a993abf630b8204e, "MF_MT_PAN_SCAN_ENABLED"),
    (0x4c547c24af9a4f3896ad978773cf53e7, "MF_MT_DECODER_USE_MAX_RESOLUTION"),
    (0x4d0e73e580ea4354a9d01176ceb028ea, "MF_MT_PAD_CONTROL_FLAGS"),
    (0x4d3f7b23d02f4e6c9beee4bf2c6c695d, "MF_MT_WRAPPED_TYPE"),
    (0x4e251fa4830f4770859a4b8d99aa809b, "MFSampleExtension_Spatial_CameraViewTransform"),
    (0x4e4469efb57149598f833dcfba33a393, "MF_TRANSCODE_SKIP_METADATA_TRANSFER"),
    (0x4ee3b6c56a154e72976170c1db8b9fe3, "MFSampleExtension_PinholeCameraIntrinsics"),
    (0x4f1b099dd31441e5a7817fefaa4c501f, "MF_SD_STREAM_NAME"),
    (0x4f30323400000010800000aa00389b71, "MFVideoFormat_420O"),
    (0x5001f840281648f49364ad1ef661a123, "MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY"),
    (0x50253128c1104de498ae46a324fae6da, "MF_MT_MAX_LUMINANCE_LEVEL"),
    (0x5031345900000010800000aa00389b71, "MFVideoFormat_Y41P"),
    (0x5063449dcc294fc6a75ad247b35af85c, "MF_EVENT_STREAM_METADATA_CONTENT_KEYIDS"),
    (0x5134330e83a6475ea9d54fb875fb2e31, "MF_PD_ASF_MARKER"),
    (0x5229ba10e29d4f80a59cdf4f180207d2, "MF_MT_MPEG2_TIMECODE"),
    (0x529c7f2cac4b4e3fbfc30902194982cb, "MF_SD_AUDIO_ENCODER_PADDING"),
    (0x5315d8a087c54697b7936606c67c049b, "MF_MT_VIDEO_3D_FORMAT"),
    (0x5334504d00000010800000aa00389b71, "MFVideoFormat_MP4S"),
    (0x53476a113f1349fbac42ee2733c96741, "MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE"),
    (0x5356454800000010800000aa00389b71, "MFVideoFormat_HEVC_ES"),
    (0x53a0529c890b42168bf9599367ad6d20, "MF_MT_VIDEO_LIGHTING"),
    (0x5431345900000010800000aa00389b71, "MFVideoFormat_Y41T"),
    (0x5432345900000010800000aa00389b71, "MFVideoFormat_Y42T"),
    (0x54f486dd93274f6d80ab6f709ebb4cce, "MF_MT_MPEG4_TRACK_TYPE"),
    (0x5509a4f4320d4e6c8d1a94c66dd20cb0, "MFSampleExtension_Encryption_ClearSliceHeaderData"),
    (0x5559565900000010800000aa00389b71, "MFVideoFormat_YVYU"),
    (0x55fb5765644a4caf8479938983bb1588, "MF_MT_AUDIO_CHANNEL_MASK"),
    (0x560bc4a54de041139cdc832db9740f3d, "MFSampleExtension_ExtendedCameraIntrinsics"),
    (0x5634504d00000010800000aa00389b71, "MFVideoFormat_MP4V"),
    (0x5655594100000010800000aa00389b71, "MFVideoFormat_AYUV"),
    (0x5655594900000010800000aa00389b71, "MFVideoFormat_IYUV"),
    (0x56b67165219e456da22e2d3004c7fe56, "MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN"),
    (0x56f26a76bbc14ce0bb11e22368d874ed, "MF_SA_D3D12_HEAP_TYPE"),
    (0x5715cf19576844aaad6e8721f1b0f9bb, "MF_TOPOLOGY_PLAYBACK_MAX_DIMS"),
    (0x5741524f00000010800000aa00389b71, "MFVideoFormat_ORAW"),
    (0x58d4bf576f524733a195a9e29ecf9e27, "MF_MT_MAX_FRAME_AVERAGE_LUMINANCE_LEVEL"),
    (0x5956595500000010800000aa00389b71, "MFVideoFormat_UYVY"),
    (0x597ff6f96ea2467085b4ea84073fe940, "MFMediaType_Perception"),
    (0x5a75b2490d7d49a1a1c3e0d87f0cade5, "MF_MT_ARBITRARY_FORMAT"),
    (0x5ad914d09b454a8da2c081d1e50bfb07, "MF_EVENT_START_PRESENTATION_TIME"),
    (0x5ad914d19b454a8da2c081d1e50bfb07, "MF_EVENT_PRESENTATION_TIME_OFFSET"),
    (0x5ad914d29b454a8da2c081d1e50bfb07, "MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT"),
    (0x5d0ce9dd981749dabdfdf5f5b98f18a6, "MFVideoFormat_H264_HDCP"),
    (0x5d959b0d4cbf4d04919f3f5f7f284211, "MF_MT_ALPHA_MODE"),
    (0x5f002af9d8f941a3b6c3a2ad43f647ad, "MFSampleExtension_MDLCacheCookie"),
    (0x5f8582b2e36b47c89b87fee1ca72c5b0, "MFSampleExtension_Depth_MinReliableDepth"),
    (0x5faeeae702904c319e8ac534f68d9dba, "MF_MT_AUDIO_SAMPLES_PER_SECOND"),
    (0x5fb0fce9be5c4935a811ec838f8eed93, "MF_MT_TRANSFER_FUNCTION"),
    (0x5fc6947aef60445db449442ecc78b4c1, "MF_PD_ASF_METADATA_IS_VBR"),
    (0x5fc6947bef60445db449442ecc78b4c1, "MF_PD_ASF_METADATA_V8_VBRPEAK"),
    (0x5fc6947cef60445db449442ecc78b4c1, "MF_PD_ASF_METADATA_V8_BUFFERAVERAGE"),
    (0x5fc6947def60445db449442ecc78b4c1, "MF_PD_ASF_METADATA_LEAKY_BUCKET_PAIRS"),
    (0x60b1a998dc0140ce9736aba845a2dbdc, "MF_MT_H264_SUPPORTED_USAGES"),
    (0x61ad5420ebf8414389af6bf25f672def, "MFSampleExtension_PhotoThumbnailMediaType"),
    (0x6248c36d5d0b4f40a0bbb0b305f77698, "MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES"),
    (0x62508be5ecdf4924a35972bab3397b9d, "MF_PD_ASF_CONTENTENCRYPTIONEX_ENCRYPTION_DATA"),
    (0x62e3d77681004e03a6e8bd3857ac9c47, "MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET"),
    (0x6304ef9916b24ebe9d67e4c539b3a259, "MF_TOPONODE_PRIMARYOUTPUT"),
    (0x644b4e481e024516b0ebc01ca9d49ac6, "MF_MT_DEFAULT_STRIDE"),
    (0x6468766400000010800000aa00389b71, "MFVideoFormat_DVHD"),
    (0x6473766400000010800000aa00389b71, "MFVideoFormat_DVSD"),
    (0x64c3453c0f264741be6387bdf8bb935b, "MFTranscodeContainerType_WAVE"),
    (0x6523775aba2d405fb2c501ff88e2e8f6, "MFSampleExtension_DeviceReferenceSystemTime"),
    (0x65656e1a077f447283ef316f11d5087a, "MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE"),
    (0x65df2370c7734c33aa64843e068efb0c, "MF_MT_VIDEO_CHROMA_SITING"),
    (0x667587437e5f400d980aaa8596c85696, "MF_MT_GEOMETRIC_APERTURE"),
    (0x6698b84e0afa4330aeb21c0a98d7a44d, "MFSampleExtension_Encryption_SampleID"),
    (0x67be144c88b74ca99628c808d5262217, "MF_MT_DECODER_MAX_DPB_COUNT"),
    (0x6821c42b65a44e8299bc9a88205ecd0c, "MFT_TRANSFORM_CLSID_Attribute"),
    (0x6842f6e7d43e4ebb9c9cc96f41784863, "MF_MT_SPATIAL_AUDIO_DATA_PRESENT"),
    (0x6852465aae1c45538e9bc3420fcb1637, "MFSampleExtension_DerivedFromTopField"),
    (0x68aca3cc22d044e685f828167197fa38, "MF_MT_SOURCE_CONTENT_HINT"),
    (0x693470c8e83747a088cb535b905e3582, "MFSampleExtension_Encryption_HardwareProtection_VideoDecryptorContext"),
    (0x6947787cf5084ea9b1e9a1fe3a49fbc9, "MF_TRANSCODE_ENCODINGPROFILE"),
    (0x6a8ac47e519c4f189bb37eeaaea5594d, "MF_MT_H264_SUPPORTED_RATE_CONTROL_MODES"),
    (0x6b761658b7ec4c3b82258623cabec31d, "MFSampleExtension_CameraExtrinsics"),
    (0x6ba644ff27c54d029887c28619fdb91b, "MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ROLE"),
    (0x6c73766400000010800000aa00389b71, "MFVideoFormat_DVSL"),
    (0x6c990d31bb8e477a85980d5d96fcd88a, "MF_PD_PMPHOST_CONTEXT"),
    (0x6c990d32bb8e477a85980d5d96fcd88a, "MF_PD_APP_CONTEXT"),
    (0x6c990d33bb8e477a85980d5d96fcd88a, "MF_PD_DURATION"),
    (0x6c990d34bb8e477a85980d5d96fcd88a, "MF_PD_TOTAL_FILE_SIZE"),
    (0x6c990d35bb8e477a85980d5d96fcd88a, "MF_PD_AUDIO_ENCODING_BITRATE"),
    (0x6c990d36bb8e477a85980d5d96fcd88a, "MF_PD_VIDEO_ENCODING_BITRATE"),
    (0x6c990d37bb8e477a85980d5d96fcd88a, "MF_PD_MIME_TYPE"),
    (0x6c990d38bb8e477a85980d5d96fcd88a, "MF_PD_LAST_MODIFIED_TIME"),
    (0x6c990d39bb8e477a85980d5d96fcd88a, "MF_PD_PLAYBACK_ELEMENT_ID"),
    (0x6c990d3abb8e477a85980d5d96fcd88a, "MF_PD_PREFERRED_LANGUAGE"),
    (0x6c990d3bbb8e477a85980d5d96fcd88a, "MF_PD_PLAYBACK_BOUNDARY_TIME"),
    (0x6d23f5c8c5d74a9b99715d11f8bca880, "MF_SOURCE_READER_MEDIASOURCE_CHARACTERISTICS"),
    (0x6d283f4298464410afd9654d503b1a54, "MF_MT_PALETTE"),
    (0x6d4b7bff56294404948cc634f4ce26d4, "MF_MT_VIDEO_3D_LEFT_IS_BASE"),
    (0x6d8d91c38c914ed187428c347d5b44d0, "MFTranscodeContainerType_AC3"),
    (0x6ea542b0281f4231a464fe2f5022501c, "MFMediaType_MultiplexedFrames"),
    (0x6f65687400000010800000aa00389b71, "MFVideoFormat_Theora"),
    (0x705177d845cb11e0ac7db91ce0d72085, "MF_MT_H264_RATE_CONTROL_MODES"),
    (0x720e654402254003a6510196563a958e, "MF_MT_DV_AAUX_SRC_PACK_1"),
    (0x72178c22e45b11d5bc2a00b0d0f3f4ab, "MFMediaType_Script"),
    (0x72178c23e45b11d5bc2a00b0d0f3f4ab, "MFMediaType_Image"),
    (0x72178c24e45b11d5bc2a00b0d0f3f4ab, "MFMediaType_HTML"),
    (0x72178c25e45b11d5bc2a00b0d0f3f4ab, "MFMediaType_Binary"),
    (0x72178c26e45b11d5bc2a00b0d0f3f4ab, "MFMediaType_FileTransfer"),
    (0x7364697600000010800000aa00389b71, "MFMediaType_Video"),
    (0x7364756100000010800000aa00389b71, "MFMediaType_Audio"),
    (0x73a954d409e24861befc94bd97c08e6e, "MFSampleExtension_DecodeTimestamp"),
    (0x73d1072d18704174a06329ff4ff6c11e, "MF_MT_AM_FORMAT_TYPE"),
    (0x74bbc85cc8bb42dcb586da17ffd35dcc, "MFSampleExtension_PhotoThumbnail"),
    (0x75da5090910b4a03896c7b898feea5af, "MF_MT_IN_BAND_PARAMETER_SET"),
    (0x7632f0e695384d61acdaea29c8c14456, "MF_MT_AAC_AUDIO_PROFILE_LEVEL_INDICATION"),
    (0x76376591795f4da186ed9d46eca109a9, "MFSampleExtension_Encryption_KeyID"),
    (0x79614dde918748fbb8c74d52689de649, "MF_MT_PAN_SCAN_APERTURE"),
    (0x7998b2a017dd49b68dfa9b278552a2ac, "MFAudioFormat_Dolby_AC4_V2"),
    (0x799cabd635084db4a3c7569cd533deb1, "MF_MT_AVG_BIT_ERROR_RATE"),
    (0x79ea74dfa740445bbc98c9ed1f260eee, "MFSampleExtension_AccumulatedNonRefPicPercent"),
    (0x7b4b6fe69d044494be147e0bd076c8e4, "MFMediaType_Protected"),
    (0x7b8f32c36d964b899203dd38b61414f3, "MF_SA_D3D11_SHARED"),
    (0x7e58c9f9b07045f48ccda99a0417c1ac, "MFAudioFormat_Dolby_AC4_V2_ES"),
    (0x7e5ebcd011b84abeafad10f6599a7f42, "MF_EVENT_SESSIONCAPS"),
    (0x7e5ebcd111b84abeafad10f6599a7f42, "MF_EVENT_SESSIONCAPS_DELTA"),
    (0x7ed3f80286bb4b3fb7e47cb43afd4b80, "MF_TOPOLOGY_PROJECTSTART"),
    (0x7ed3f80386bb4b3fb7e47cb43afd4b80, "MF_TOPOLOGY_PROJECTSTOP"),
    (0x7ed3f80486bb4b3fb7e47cb43afd4b80, "MF_TOPOLOGY_NO_MARKIN_MARKOUT"),
    (0x7edfe8af402f4d76a33c619fd157d0f1, "MFTranscodeContainerType_AVI"),
    (0x80e6229522964a44b31cd103c6fed23c, "MF_PD_ASF_INFO_HAS_AUDIO"),
    (0x80e6229622964a44b31cd103c6fed23c, "MF_PD_ASF_INFO_HAS_VIDEO"),
    (0x80e6229722964a44b31cd103c6fed23c, "MF_PD_ASF_INFO_HAS_NON_AUDIO_VIDEO"),
    (0x81a412e681034b06857f1862781024ac, "MFMediaType_Default"),
    (0x825d55e44f1241979eb359b6e4710f06, "MF_MT_MPEG2_CONTENT_PACKET"),
    (0x8294da66f3284805b55100deb4c57a61, "MFSampleExtension_Token"),
    (0x82c85647505749609559f45b8e271427, "MF_MT_D3D12_RESOURCE_FLAG_ALLOW_UNORDERED_ACCESS"),
    (0x830f1a8bc06046dda8011c95dec9b107, "MF_EVENT_OUTPUT_NODE"),
    (0x835c58eae0754bc7bcba4de000df9ae6, "MF_TOPONODE_MEDIASTART"),
    (0x835c58ebe0754bc7bcba4de000df9ae6, "MF_TOPONODE_MEDIASTOP"),
    (0x835c58ece0754bc7bcba4de000df9ae6, "MF_TOPONODE_SOURCE"),
    (0x835c58ede0754bc7bcba4de000df9ae6, "MF_TOPONODE_PRESENTATION_DESCRIPTOR"),
    (0x835c58eee0754bc7bcba4de000df9ae6, "MF_TOPONODE_STREAM_DESCRIPTOR"),
    (0x835c58efe0754bc7bcba4de000df9ae6, "MF_TOPONODE_SEQUENCE_ELEMENTID"),
    (0x83877f5e04444e2884796db0989b8c09, "MF_MT_CONTAINER_RATE_SCALING"),
    (0x839a44604e7e4b4fae79cc08905c7b27, "MF_MT_MIN_MASTERING_LUMINANCE"),
    (0x83e96ec91184417e82549f269158fc06, "MF_MT_SPATIAL_AUDIO_MIN_METADATA_ITEM_OFFSET_SPACING"),
    (0x8437d4b9d4484fcd9b6b839bf96c7798, "MF_MT_VIDEO_RENDERER_EXTENSION_PROFILE"),
    (0x8444f27a69a148dabd0811cef36830d2, "MFSampleExtension_Encryption_SubSample_Mapping"),
    (0x84bd5d880fb84ac8be4ba8848bef98f3, "MF_MT_DV_AAUX_SRC_PACK_0"),
    (0x851745d5c3d6476d9527498ef2d10d18, "MF_SA_MINIMUM_OUTPUT_SAMPLE_COUNT"),
    (0x8520fe3d277e46ea99e4e30a86db12be, "MF_PD_ASF_CONTENTENCRYPTION_TYPE"),
    (0x8520fe3e277e46ea99e4e30a86db12be, "MF_PD_ASF_CONTENTENCRYPTION_KEYID"),
    (0x8520fe3f277e46ea99e4e30a86db12be, "MF_PD_ASF_CONTENTENCRYPTION_SECRET_DATA"),
    (0x8520fe40277e46ea99e4e30a86db12be, "MF_PD_ASF_CONTENTENCRYPTION_LICENSE_URL"),
    (0x85e299b290e34fe8b2f5c067e0bfe57a, "MF_MT_H264_LAYOUT_PER_STREAM"),
    (0x866fa297b8024bf89dc95e3b6a9f53c9, "MF_RATE_CONTROL_SERVICE"),
    (0x86ba9a390526495d9ab554ec9fad6fc3, "MF_SA_D3D12_CLEAR_VALUE"),
    (0x87020117ace342deb73ec656706263f8, "MFAudioFormat_DTS_UHD"),
    (0x873c51711e3d4e25988db433ce041983, "MF_SA_BUFFERS_PER_SAMPLE"),
    (0x8772f323355a4cc7bb786d61a048ae82, "MF_MT_DRM_FLAGS"),
    (0x88a7cb157b074a349128e64c6703c4d3, "MFT_CODEC_MERIT_Attribute"),
    (0x88be738f07114f42b458344aed42ec2f, "MFSampleExtension_RepeatFrame"),
    (0x88dcc0c9293e4e8b9aeb0ad64cc016b0, "MF_TOPONODE_TRANSFORM_OBJECTID"),
    (0x89a52c01f28248d2b52222e6ae633199, "MF_MT_H264_SUPPORTED_SYNC_FRAME_TYPES"),
    (0x8b81adae4b5a4d408022f38d09ca3c5c, "MF_MT_AUDIO_FLAC_MAX_BLOCK_SIZE"),
    (0x8cbbc8439fd949c2882fa72586c408ad, "MF_MT_ORIGINAL_WAVE_FORMAT_TAG"),
    (0x8cbfcceb94a54de18231a85e47cf81e7, "MFSampleExtension_Encryption_HardwareProtection_KeyInfoID"),
    (0x8d2fd10b58414a6b8905588fec1aded9, "MFAudioFormat_Vorbis"),
    (0x8dcdee796b5a4c458db920b395f02fcf, "MFSampleExtension_MULTIPLEXED_MANAGER"),
    (0x8e37d48941e0413a9068287c886d8dda, "MF_WORKQUEUE_SERVICES"),
    (0x8e85422c73de403f9a35550ad6e8b951, "MF_SD_AUDIO_ENCODER_DELAY"),
    (0x8ec2e9fd9148410d831e702439461a8e, "MFT_FIELDOFUSE_UNLOCK_Attribute"),
    (0x8f3e35e72dcd488786222a58baa652b0, "MFSampleExtension_DeviceTimestamp"),
    (0x90175d57b7ea4901aeb3933a8747756f, "MFT_CATEGORY_OTHER"),
    (0x9085abeb035448f9abb5200df838c68e, "MF_SOURCE_READER_MEDIASOURCE_CONFIG"),
    (0x911fd73767754ab0a614297862fdac88, "MR_AUDIO_POLICY_SERVICE"),
    (0x9154733fe1bd41bf81d3fcd918f71332, "MFSampleExtension_LongTermReferenceFrameInfo"),
    (0x91a49eb51d204b42ace8804269bf95ed, "MF_MT_MPEG2_ONE_FRAME_PER_PACKET"),
    (0x91c64bd0f91e4d8c9276db248279d975, "MFT_CATEGORY_AUDIO_ENCODER"),
    (0x91f678854333428097cdbd5a6c03a06e, "MF_MT_MPEG_START_TIME_CODE"),
    (0x9359bb7e627546c4a0251c01e45f1a86, "MF_TRANSFORM_FLAGS_Attribute"),
    (0x941ce0a36ae34dda9a08a64298340617, "MFSampleExtension_BottomFieldFirst"),
    (0x96f6657411c540158666bff516436da7, "MF_MT_MPEG2_LEVEL"),
    (0x973704e6cd14483c8f20c9fc0928bad5, "MFSampleExtension_VideoEncodePictureType"),
    (0x97663a808ffb4445a6ba792d908f497f, "MFAudioFormat_Dolby_AC3_HDCP"),
    (0x97c85caa0beb4ee19715f22fad8c10f5, "MF_MT_D3D12_TEXTURE_LAYOUT"),
    (0x98332df803cd476b89fa3f9e442dec9f, "MF_TRANSCODE_QUALITYVSSPEED"),
    (0x98d5b065137448478d5d31520fee7156, "MF_READWRITE_DISABLE_CONVERTERS"),
    (0x9a2b2d2b827043e38448994f426e8886, "MFSampleExtension_Encryption_HardwareProtection"),
    (0x9a2dbbddf57e416282b96831377682d3, "MF_ACTIVATE_VIDEO_WINDOW"),
    (0x9a2e7390121f455f8376c97428e0b540, "MFSampleExtension_HDCP_OptionalHeader"),
    (0x9aa7e155b64a4c1da500455d600b6560, "MF_MT_MPEG4_CURRENT_SAMPLE_ENTRY"),
    (0x9ac712b3dcb844d58d0c37455a2782e3, "MF_EVENT_SCRUBSAMPLE_TIME"),
    (0x9afa020989d142af84561de6b562d691, "MF_BYTESTREAM_EFFECTIVE_URL"),
    (0x9b9cca0091b94ccc883a8f787ac3cc86, "MFAudioFormat_DTS_UHDY"),
    (0x9ba70225b3424e9791260b566ab7ea7e, "MFSampleExtension_DirtyRects"),
    (0x9ba876f1419f4b77a1e035959d9d4004, "MFTranscodeContainerType_FMPEG4"),
    (0x9c27891aed7a40e188e8b22727a024ee, "MF_LOW_LATENCY"),
    (0x9c37c21b060f487ca69080d7f50d1c72, "MF_TRANSCODE_ADJUST_PROFILE"),
    (0x9cdf01d8a0f043bab077eaa06cbd728a, "MFSampleExtension_CleanPoint"),
    (0x9cdf01d9a0f043bab077eaa06cbd728a, "MFSampleExtension_Discontinuity"),
    (0x9d13c82f21994e6791cdd1a4181f2534, "MFSampleExtension_Spatial_CameraCoordinateSystem"),
    (0x9d3365dd058f4cfb9f97b314cc99c8ad, "MF_SOURCE_READER_DISABLE_CAMERA_PLUGINS"),
    (0x9d389c60f5074aa6a40a71027a02f3de, "MFSampleExtension_HDCP_FrameCounter"),
    (0x9d62927c36be4cf2b5c4a3926e3e8711, "MF_MT_AUDIO_FOLDDOWN_MATRIX"),
    (0x9d62927d36be4cf2b5c4a3926e3e8711, "MF_MT_AUDIO_WMADRC_PEAKREF"),
    (0x9d62927e36be4cf2b5c4a3926e3e8711, "MF_MT_AUDIO_WMADRC_PEAKTARGET"),
    (0x9d62927f36be4cf2b5c4a3926e3e8711, "MF_MT_AUDIO_WMADRC_AVGREF"),
    (0x9d62928036be4cf2b5c4a3926e3e8711, "MF_MT_AUDIO_WMADRC_AVGTARGET"),
    (0x9d84289b0c7f4713ab95108ab42ad801, "MFSampleExtension_Encryption_CryptByteBlock"),
    (0x9d85f816658b455abde09fa7e15ab8f9, "MFSampleExtension_SingleField"),
    (0x9d8dccc6d1564fb8979ca85be7d21dfa, "MFAudioFormat_Dolby_AC4_V1_ES"),
    (0x9e6bd6f501094f9584ac9309153a19fc, "MF_MT_ARBITRARY_HEADER"),
    (0x9ea2d63d53f04a34b94e9de49a078cb3, "MF_MT_H264_SIMULCAST_SUPPORT"),
    (0x9ea73fb4ef7a45598d5d719d8f0426c7, "MFT_CATEGORY_AUDIO_DECODER"),
    (0x9ed713c89b874b268297a93b0c5a8acc, "MFSampleExtension_SampleKeyID"),
    (0xa032d16546fc400ab44949de53e62a6e, "MFSampleExtension_FeatureMap"),
    (0xa0d502a70eb34885b1b99feb0d083454, "MF_TIMECODE_SERVICE"),
    (0xa1ff99be5e974a53b494568c642c0ff3, "MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY"),
    (0xa20af9e8928a4b26aaa9f05c74cac47c, "MF_MT_MPEG2_STANDARD"),
    (0xa2e58eb70fa948bba40cfa0e156d0645, "MFAudioFormat_DTS_HD"),
    (0xa435aba5afde4cf5bc1cf6acaf13949d, "MFSampleExtension_Encryption_ResumeVideoOutput"),
    (0xa505d3acf930436e8ede93a509ce23b2, "MF_MT_OUTPUT_BUFFER_NUM"),
    (0xa51da4493fdc478cbcb530be76595f55, "MF_SD_VIDEO_SPHERICAL"),
    (0xa562248c9ac64ffc9fba3af8f8ad1a4d, "MR_BUFFER_SERVICE"),
    (0xa5e7ff0184114acca8655f4941288d80, "MFAudioFormat_PCM_HDCP"),
    (0xa634a91c822b41b9a4944de4643612b0, "MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS"),
    (0xa6a1e4392f964ab598dcadf74973505d, "MF_MT_D3D12_RESOURCE_FLAG_ALLOW_CROSS_ADAPTER"),
    (0xa6d13581ed504e65ae0826065576aacc, "MFMediaType_Subtitle"),
    (0xa7fb87af2d0242fba4d405cd93843bdd, "MFAudioFormat_Dolby_DDPlus"),
    (0xa8700a7a939b44c599d776226b23b3f1, "MFT_CATEGORY_DEMULTIPLEXER"),
    (0xa8cc55a76b31419f845dffb351a2434b, "MF_EVENT_SOURCE_FAKE_START"),
    (0xa8cc55a86b31419f845dffb351a2434b, "MF_EVENT_SOURCE_PROJECTSTART"),
    (0xa8cc55a96b31419f845dffb351a2434b, "MF_EVENT_SOURCE_ACTUAL_START"),
    (0xa8e182edafc843d0b0d1f65bad9da558, "MF_SD_ASF_STREAMBITRATES_BITRATE"),
    (0xa901aabae037458abdf6545be2074042, "MF_MT_AUDIO_PREFER_WAVEFORMATEX"),
    (0xa977047192ec4df494fe81c36f0c3a7a, "MF_AUDIO_RENDERER_ATTRIBUTE_STREAM_CATEGORY"),
    (0xaa456cfd39434a1ea77d1838c0ea2e35, "MF_SOURCE_READER_DISABLE_DXVA"),
    (0xaab15aace13a49959222501ea15c6877, "MF_MT_AUDIO_SAMPLES_PER_BLOCK"),
    (0xab025e2b16d94180a127ba6c70156161, "MF_BYTESTREAM_SERVICE"),
    (0xad76a80b2d5c4e0bb37564e520137036, "MF_MT_MPEG2_PROFILE"),
    (0xad91cd04a7cc4ac799b6a57b9a4a7c70, "MF_SINK_WRITER_ENCODER_CONFIG"),
    (0xaede0fa20e0c453cb7f3de8693364d11, "MFSampleExtension_Encryption_SPSPPSData"),
    (0xafe5b29150fa46e8b9be0c0c3ce4b3a5, "MF_SESSION_SERVER_CONTEXT"),
    (0xb0c687be01cd44b5b8b27c1d7e058b1f, "MFT_CATEGORY_ENCRYPTOR"),
    (0xb0f067c7714c416c8d595f4ddf8913b6, "MFSampleExtension_Encryption_NALUTypes"),
    (0xb10aaec3ef714cc3b87305a9a08b9f8e, "MF_AUDIO_RENDERER_ATTRIBUTE_ENDPOINT_ID"),
    (0xb1138dc301d54c149bdccdc9336f55b9, "MF_MT_D3D12_RESOURCE_FLAG_ALLOW_DEPTH_STENCIL"),
    (0xb172d58efa774e488d2a1df2d850eac2, "MF_SA_REQUIRED_SAMPLE_COUNT_PROGRESSIVE"),
    (0xb1d5830adeb840e390fa389943716461, "MFSampleExtension_Interlaced"),
    (0xb2372080455b4dd799891a955784b754, "MFSampleExtension_Encryption_HardwareProtection_KeyInfo"),
    (0xb2efe478f9794c66b95eee2b82c82f36, "MFSampleExtension_VideoEncodeQP"),
    (0xb4dd4a8c0beb44c48b75b02b913b04f0, "MFSampleExtension_FrameCorruption"),
    (0xb6bc765f4c3b40a4bd512535b66fe09d, "MF_MT_USER_DATA"),
    (0xb6c5c2824dc94db9ab48cf3b6d8bc5e0, "MF_BYTESTREAM_TRANSCODED"),
    (0xb7cd31f1899e4b4180c926a896d32977, "MF_EVENT_MFT_CONTEXT"),
    (0xb7e2be112f964640b52c282365bdf16c, "MF_QUALITY_SERVICES"),
    (0xb86cac4241a64b79897a1ab0e52b4a1b, "MF_TOPOLOGY_STATIC_PLAYBACK_OPTIMIZATIONS"),
    (0xb8ebefafb7184e04b0a9116775e3321b, "MF_MT_FIXED_SIZE_SAMPLES"),
    (0xba06bfacffe3474aab55161ee4417a2e, "MF_MT_D3D12_RESOURCE_FLAG_DENY_SHADER_RESOURCE"),
    (0xba491360be50451e95ab6d4accc7dad8, "MF_ACTIVATE_CUSTOM_VIDEO_MIXER_CLSID"),
    (0xba491361be50451e95ab6d4accc7dad8, "MF_ACTIVATE_CUSTOM_VIDEO_MIXER_ACTIVATE"),
    (0xba491362be50451e95ab6d4accc7dad8, "MF_ACTIVATE_CUSTOM_VIDEO_MIXER_FLAGS"),
    (0xba491364be50451e95ab6d4accc7dad8, "MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_CLSID"),
    (0xba491365be50451e95ab6d4accc7dad8, "MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_ACTIVATE"),
    (0xba491366be50451e95ab6d4accc7dad8, "MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_FLAGS"),
    (0xbb077e8adcbf42ebaf60418df98aa495, "MF_MT_VIDEO_3D_NUM_VIEWS"),
    (0xbb12d2222bdb425e91ec2308e189a58f, "MF_MT_REALTIME_CONTENT"),
    (0xbb3bd508490a11e099e41316dfd72085, "MF_MT_H264_CAPABILITIES"),
    (0xbfbabe7974344d1c94f072a3b9e17188, "MF_MT_AAC_PAYLOAD_TYPE"),
    (0xbfc2dbf97bb44f8fafdee112c44ba882, "MFTranscodeContainerType_MPEG2"),
    (0xc0381701805c42b2ac8de2b4bf21f4f8, "MF_SA_AUDIO_ENDPOINT_AWARE"),
    (0xc12d55cbd7d9476d81f369117f163ea0, "MFSampleExtension_VideoDSPMode"),
    (0xc164737ac2b1455383bb5a526072448f, "MF_TOPOLOGY_PLAYBACK_FRAMERATE"),
    (0xc16eb52b73a1476f8d62839d6a020652, "MF_MT_MAX_KEYFRAME_SPACING"),
    (0xc1f6093c7f654fbd9e395faec3c4fbd7, "MF_ACTIVATE_MFT_LOCKED"),
    (0xc21b8ee5b95640718daf325edf5cab11, "MF_MT_VIDEO_NOMINAL_RANGE"),
    (0xc2fe6f0a4e3c4df19b6050863091e4b9, "MFAudioFormat_DTS_LBR"),
    (0xc380465d2271428c9b83ecea3b4a85c1, "MF_MT_VIDEO_ROTATION"),
    (0xc459a2e83d2c4e44b132fee5156c7bb0, "MF_MT_FRAME_RATE"),
    (0xc5acc4fd03044ecf809f47bc97ff63bd, "MF_MT_SECURE"),
    (0xc6376a1e8d0a4027be456d9a0ad39bb6, "MF_MT_PIXEL_ASPECT_RATIO"),
    (0xc6c7f5b0acca415b87d910441469efc6, "MFSampleExtension_Content_KeyID"),
    (0xc8b8be77869c431d812e169693f65a39, "MF_TIME_FORMAT_SEGMENT_OFFSET"),
    (0xc8be19374d6445498343a8086c0bfda5, "MF_MT_H264_SUPPORTED_SLICE_MODES"),
    (0xc8cc113f79514548aad69ed6202e62b3, "MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH"),
    (0xc91737395e56461cb71346fb995cb95f, "MF_MT_ALL_SAMPLES_INDEPENDENT"),
    (0xcb5e88cf7b5b476b85aa1ca5ae187555, "MF_MT_VIDEO_3D"),
    (0xcd1f470d1f044fe0bfb9d07ae0386ad8, "MF_MT_DV_AAUX_CTRL_PACK_1"),
    (0xcd59a4a14a3b4bbd866572a40fbea776, "MF_EVENT_STREAM_METADATA_KEYDATA"),
    (0xce06d49f06134b9d86a6d8c4f9c10075, "MF_SA_D3D11_ALLOW_DYNAMIC_YUV_TEXTURE"),
    (0xceabba49506d4757a6ff66c184987e4e, "MF_TRANSFORM_CATEGORY_Attribute"),
    (0xd054d09628bb45da87ec74f351871406, "MFSampleExtension_Encryption_ProtectionScheme"),
    (0xd2d362fd4e4f4191a579c618b66706af, "MF_TOPOLOGY_HARDWARE_MODE"),
    (0xd2e7558cdc1f403f9a72d28bb1eb3b5e, "MF_MT_FRAME_RATE_RANGE_MIN"),
    (0xd3cc654ff9f34a13889ff04eb2b5b957, "MFSampleExtension_MaxDecodeFrameSize"),
    (0xd529950bd4844527a9cdb1909532b5b0, "MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED"),
    (0xd6c02d4b683345b4971a05a4b04bab91, "MFT_CATEGORY_VIDEO_DECODER"),
    (0xd6c6b997272f4ca18d008042111a0ff6, "MF_MT_MAX_MASTERING_LUMINANCE"),
    (0xd738876618fe48c6a177ee894867c8c4, "MF_MT_MINIMUM_DISPLAY_APERTURE"),
    (0xd7be3fe02bc7492db84361a1919b70c3, "MF_MT_ORIGINAL_4CC"),
    (0xd9bf8d6a95304b7c9ddfff6fd58bbd06, "MF_MT_AUDIO_VALID_BITS_PER_SAMPLE"),
    (0xda4963a314d84dcf92b7193eb84363db, "MFAudioFormat_ADTS_HDCP"),
    (0xdad3ab781990408bbce2eba673dacc10, "MF_MT_SAMPLE_SIZE"),
    (0xdb21408458a44d2eb84f6f755b2f7a0d, "MF_METADATA_PROVIDER_SERVICE"),
    (0xdb62f6509a5e4704acf3563bc6a73364, "MF_EVENT_SOURCE_TOPOLOGY_CANCELED"),
    (0xdbfbe4d707404ee08192850ab0e21935, "MF_MT_VIDEO_PRIMARIES"),
    (0xdc6cd05db9d040efbd35fa622c1ab28a, "MFTranscodeContainerType_MPEG4"),
    (0xdcfba24a26094240a7213faea76a4df9, "MF_MT_SPATIAL_AUDIO_MAX_DYNAMIC_OBJECTS"),
    (0xdd0ac3d840e34128ac48c0add067b714, "MF_SCRUBBING_SERVICE"),
    (0xdd7ca1298cd14dc59ddece168675de61, "MF_READWRITE_ENABLE_AUTOFINALIZE"),
    (0xddf5cf9c450645aaabf06d5d94dd1b4a, "MF_LOCAL_MFT_REGISTRATION_SERVICE"),
    (0xdfd4f008b5fd4e78ae4462a1e67bbe27, "MF_SOURCE_READER_ENABLE_TRANSCODE_ONLY_TRANSFORMS"),
    (0xe06d8023db4611cfb4d100805f6cbbea, "MFStreamFormat_MPEG2Transport"),
    (0xe06d8026db4611cfb4d100805f6cbbea, "MFVideoFormat_MPEG2"),
    (0xe06d802cdb4611cfb4d100805f6cbbea, "MFAudioFormat_Dolby_AC3"),
    (0xe06d8032db4611cfb4d100805f6cbbea, "MFAudioFormat_LPCM"),
    (0xe06d8033db4611cfb4d100805f6cbbea, "MFAudioFormat_DTS_RAW"),
    (0xe0b73c7f486d484e98724de5192a7bf8, "MF_PD_SAMI_STYLELIST"),
    (0xe2724bb8e6764806b4b2a8d6efb44ccd, "MF_MT_INTERLACE_MODE"),
    (0xe27362f1b13641d195943a7e4febf2d1, "MF_MT_FORWARD_CUSTOM_SEI"),
    (0xe29cd0d7d6024923a7fe73fd97ecc650, "MF_PD_ASF_SCRIPT"),
    (0xe2a6c6933a8b4b8d95d0f60281a12fb7, "MFSampleExtension_MoveRegions"),
    (0xe3371d41b4cf4a05bd4e20b88bb2c4d6, "MF_MT_FRAME_RATE_RANGE_MAX"),
    (0xe3854272f7154757ba901b696c773457, "MF_MT_H264_RESOLUTION_SCALING"),
    (0xe436eb83524f11ce9f530020af0ba770, "MFMediaType_Stream"),
    (0xe438b91283f14de69e3a9ffbc6dd24d1, "MFTranscodeContainerType_MP3"),
    (0xe45545d11f0f4a32a8a76101a24ea8be, "MFSampleExtension_Depth_MaxReliableDepth"),
    (0xe4bb3509c18d4df1bb997a36b3cc4119, "MF_PD_ASF_CODECLIST"),
    (0xe5666d6b34224eb6a421da7db1f8e207, "MF_TRANSFORM_ASYNC_UNLOCK"),
    (0xe69669a03dcd40cb9e2e3708387c0616, "MFMediaType_SAMI"),
    (0xe7d5b3e71f2945d388223e78fae272ed, "MF_PD_ASF_DATA_START_OFFSET"),
    (0xe7d5b3e81f2945d388223e78fae272ed, "MF_PD_ASF_DATA_LENGTH"),
    (0xe85fe4422ca3486ea9c7109dda609880, "MF_SA_D3D11_USAGE"),
    (0xea0d5d9729f9488bae6b7d6b4136112b, "MF_PD_ADAPTIVE_STREAMING"),
    (0xeaa35c29775e488e9b61b3283e49583b, "MF_SA_D3D_AWARE"),
    (0xeac3b9d5bd1442378f1fbab428e49312, "MFVideoFormat_Base_HDCP"),
    (0xeacf97ad065c4408bee3fdcbfd128be2, "MF_SA_D3D11_BINDFLAGS"),
    (0xec2984930ada4ea1a4fecbbd36ce9331, "MF_MT_VIDEO_3D_FIRST_IS_LEFT"),
    (0xec822da2e1e94b29a0d8563c719f5269, "MF_SINK_WRITER_D3D_MANAGER"),
    (0xed062cf4e34e4922be99934032133d7c, "MF_MT_IMAGE_LOSS_TOLERANT"),
    (0xed336efd244f428d915328f399458890, "MF_MT_FORWARD_CUSTOM_NALU"),
    (0xed461cd6ec9f416aa8a326d7d31018d7, "MF_MT_VIDEO_H264_NO_FMOASO"),
    (0xede4b5e0f8054d6c99b3db01bf95dfab, "MF_AUDIO_RENDERER_ATTRIBUTE_FLAGS"),
    (0xede4b5e3f8054d6c99b3db01bf95dfab, "MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID"),
    (0xeeac25853430498c84a277b1bba570f6, "MF_MT_D3D12_RESOURCE_FLAG_ALLOW_RENDER_TARGET"),
    (0xeeface6d2ea94adfbbdf7bbc482a1b6d, "MF_SA_D3D11_ALLOCATE_DISPLAYABLE_RESOURCES"),
    (0xefef51755c7d4ce2bbbd34ff8bca6554, "MR_VIDEO_ACCELERATION_SERVICE"),
    (0xf23de43c9977460da6ec32937f160f7d, "MF_PD_ASF_LANGLIST"),
    (0xf23de43d9977460da6ec32937f160f7d, "MF_PD_ASF_LANGLIST_LEGACYORDER"),
    (0xf29c2cca7ae642d2b284bf837cc874e2, "MF_EVENT_MFT_INPUT_STREAM_ID"),
    (0xf2deb57f40fa4764aa33ed4f2d1ff669, "MF_MT_AUDIO_BITS_PER_SAMPLE"),
    (0xf4033ef49bb34378941f85a0856bc244, "MF_SESSION_REMOTE_SOURCE_MODE"),
    (0xf45aa7ceab244012a11bdc8220201410, "MF_TRANSCODE_DONOT_INSERT_ENCODER"),
    (0xf59299864c454fbbbb496cc534d05b9b, "MF_MT_H264_MAX_CODEC_CONFIG_DELAY"),
    (0xf6b44af8604d46fea95d45479b10c9bc, "MF_QUALITY_NOTIFY_PROCESSING_LATENCY"),
    (0xf715cf3ea9644c3f94ae9d6ba7264641, "MF_SD_AMBISONICS_SAMPLE3D_DESCRIPTION"),
    (0xf731004e1dd14515aabef0c06aa536ac, "MF_MT_DV_AAUX_CTRL_PACK_0"),
    (0xf79eac7de5454387bdeed647d7bde42a, "MFT_CATEGORY_VIDEO_ENCODER"),
    (0xf7e34c9a42e84714b74bcb29d72c35e5, "MF_MT_SUBTYPE"),
    (0xf81a699a649a497d8c7329f8fed6ad7a, "MF_TRANSFORM_ASYNC"),
    (0xf86f97a4dd544e2e9a5e55fc2d74a005, "MFSampleExtension_3DVideo"),
    (0xf8993abed9374a8fbbca6966fe9e1152, "MF_MT_H264_SVC_CAPABILITIES"),
    (0xf8b5fa2f32ef46f5b1721321212fb2c4, "MR_STREAM_VOLUME_SERVICE"),
    (0xfa39cd94bc644ab19b71dcd09d5a7e7a, "MFAudioFormat_Float_SpatialObjects"),
    (0xfb394f3dccf142eebbb3f9b845d5681d, "MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING"),
    (0xfb3b724acfb54319aefe6e42b2406132, "MF_MT_AUDIO_FLOAT_SAMPLES_PER_SECOND"),
    (0xfc3582883cb6460ca424b6681260375a, "MF_BYTESTREAM_ORIGIN_NAME"),
    (0xfc3582893cb6460ca424b6681260375a, "MF_BYTESTREAM_CONTENT_TYPE"),
    (0xfc35828a3cb6460ca424b6681260375a, "MF_BYTESTREAM_DURATION"),
    (0xfc35828b3cb6460ca424b6681260375a, "MF_BYTESTREAM_LAST_MODIFIED_TIME"),
    (0xfc35828c3cb6460ca424b6681260375a, "MF_BYTESTREAM_IFO_FILE_URI"),
    (0xfc35828d3cb6460ca424b6681260375a, "MF_BYTESTREAM_DLNA_PROFILE_ID"),
    (0xfd5ac48909174bb69d543122bf70144b, "MF_MT_DEPTH_MEASUREMENT"),
    (0xfe0254b92aa54edc99f717e89dbf9174, "MFSampleExtension_Encryption_SubSampleMappingSplit"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_known_guid_has_its_documented_name() {
        assert_eq!(name(&MF_MT_FRAME_SIZE), Some("MF_MT_FRAME_SIZE"));
        assert_eq!(name(&Guid::ZERO), None);
    }
}
